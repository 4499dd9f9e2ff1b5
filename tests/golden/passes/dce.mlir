// what no result uses
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.negative"(%x) : (tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  %1 = "mgc.exp"(%0) : (tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  %2 = "mgc.sin"(%x) : (tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  func.return %2 : tensor<?xf64, ["n"]>
}

// -----

// becomes
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.sin"(%x) : (tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  func.return %0 : tensor<?xf64, ["n"]>
}

// -----

// a bounds check stays, used or not
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}, %y: tensor<?xi64, ["m"]> {mgc.name = "y", mgc.kind = "array"}) -> (tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.exp"(%x) : (tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  %1 = "mgc.check_bounds"(%y) {axis = 0 : i64, size = "n+4"} : (tensor<?xi64, ["m"]>) -> tensor<?xi64, ["m"]>
  %2 = "mgc.sin"(%x) : (tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  func.return %2 : tensor<?xf64, ["n"]>
}

// -----

// becomes
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}, %y: tensor<?xi64, ["m"]> {mgc.name = "y", mgc.kind = "array"}) -> (tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.check_bounds"(%y) {axis = 0 : i64, size = "n+4"} : (tensor<?xi64, ["m"]>) -> tensor<?xi64, ["m"]>
  %1 = "mgc.sin"(%x) : (tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  func.return %1 : tensor<?xf64, ["n"]>
}
