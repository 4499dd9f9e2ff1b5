// past elementwise ops and scalars
func.func @f(%x: tensor<?x?xf64, ["n", "m"]> {mgc.name = "x", mgc.kind = "array"}, %y: tensor<f64> {mgc.name = "y", mgc.kind = "array"}) -> (tensor<?x?xf64, ["m", "n"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.transpose"(%x) {axes = [1, 0]} : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["m", "n"]>
  %1 = "mgc.exp"(%0) : (tensor<?x?xf64, ["m", "n"]>) -> tensor<?x?xf64, ["m", "n"]>
  %2 = "mgc.broadcast"(%y) {shape = ["m", "n"]} : (tensor<f64>) -> tensor<?x?xf64, ["m", "n"]>
  %3 = "mgc.add"(%1, %2) : (tensor<?x?xf64, ["m", "n"]>, tensor<?x?xf64, ["m", "n"]>) -> tensor<?x?xf64, ["m", "n"]>
  func.return %3 : tensor<?x?xf64, ["m", "n"]>
}

// -----

// becomes
func.func @f(%x: tensor<?x?xf64, ["n", "m"]> {mgc.name = "x", mgc.kind = "array"}, %y: tensor<f64> {mgc.name = "y", mgc.kind = "array"}) -> (tensor<?x?xf64, ["m", "n"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.transpose"(%x) {axes = [1, 0]} : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["m", "n"]>
  %1 = "mgc.exp"(%x) : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["n", "m"]>
  %2 = "mgc.transpose"(%1) {axes = [1, 0]} : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["m", "n"]>
  %3 = "mgc.broadcast"(%y) {shape = ["m", "n"]} : (tensor<f64>) -> tensor<?x?xf64, ["m", "n"]>
  %4 = "mgc.broadcast"(%y) {shape = ["n", "m"]} : (tensor<f64>) -> tensor<?x?xf64, ["n", "m"]>
  %5 = "mgc.add"(%1, %4) : (tensor<?x?xf64, ["n", "m"]>, tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["n", "m"]>
  %6 = "mgc.transpose"(%5) {axes = [1, 0]} : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["m", "n"]>
  func.return %6 : tensor<?x?xf64, ["m", "n"]>
}

// -----

// operands transposed alike meet; others stay
func.func @f(%x: tensor<?x?xf64, ["n", "m"]> {mgc.name = "x", mgc.kind = "array"}, %y: tensor<?x?xf64, ["n", "m"]> {mgc.name = "y", mgc.kind = "array"}, %z: tensor<?x?xf64, ["m", "n"]> {mgc.name = "z", mgc.kind = "array"}) -> (tensor<?x?xf64, ["m", "n"]>, tensor<?x?xf64, ["m", "n"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.transpose"(%x) {axes = [1, 0]} : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["m", "n"]>
  %1 = "mgc.transpose"(%y) {axes = [1, 0]} : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["m", "n"]>
  %2 = "mgc.add"(%0, %1) : (tensor<?x?xf64, ["m", "n"]>, tensor<?x?xf64, ["m", "n"]>) -> tensor<?x?xf64, ["m", "n"]>
  %3 = "mgc.transpose"(%x) {axes = [1, 0]} : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["m", "n"]>
  %4 = "mgc.add"(%3, %z) : (tensor<?x?xf64, ["m", "n"]>, tensor<?x?xf64, ["m", "n"]>) -> tensor<?x?xf64, ["m", "n"]>
  func.return %2, %4 : tensor<?x?xf64, ["m", "n"]>, tensor<?x?xf64, ["m", "n"]>
}

// -----

// becomes
func.func @f(%x: tensor<?x?xf64, ["n", "m"]> {mgc.name = "x", mgc.kind = "array"}, %y: tensor<?x?xf64, ["n", "m"]> {mgc.name = "y", mgc.kind = "array"}, %z: tensor<?x?xf64, ["m", "n"]> {mgc.name = "z", mgc.kind = "array"}) -> (tensor<?x?xf64, ["m", "n"]>, tensor<?x?xf64, ["m", "n"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.transpose"(%x) {axes = [1, 0]} : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["m", "n"]>
  %1 = "mgc.transpose"(%y) {axes = [1, 0]} : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["m", "n"]>
  %2 = "mgc.add"(%x, %y) : (tensor<?x?xf64, ["n", "m"]>, tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["n", "m"]>
  %3 = "mgc.transpose"(%2) {axes = [1, 0]} : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["m", "n"]>
  %4 = "mgc.transpose"(%x) {axes = [1, 0]} : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["m", "n"]>
  %5 = "mgc.add"(%4, %z) : (tensor<?x?xf64, ["m", "n"]>, tensor<?x?xf64, ["m", "n"]>) -> tensor<?x?xf64, ["m", "n"]>
  func.return %3, %5 : tensor<?x?xf64, ["m", "n"]>, tensor<?x?xf64, ["m", "n"]>
}

// -----

// a reduction keeps its order of traversal
func.func @f(%x: tensor<?x?x3xf64, ["n", "m", 3]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?xf64, ["n"]>, tensor<?x?xf64, ["n", "m"]>, tensor<3x?xf64, [3, "m"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.transpose"(%x) {axes = [2, 0, 1]} : (tensor<?x?x3xf64, ["n", "m", 3]>) -> tensor<3x?x?xf64, [3, "n", "m"]>
  %1 = "mgc.sum"(%0) {axes = [0, 2], lanes = true} : (tensor<3x?x?xf64, [3, "n", "m"]>) -> tensor<?xf64, ["n"]>
  %2 = "mgc.max"(%0) {axes = [0], lanes = false} : (tensor<3x?x?xf64, [3, "n", "m"]>) -> tensor<?x?xf64, ["n", "m"]>
  %3 = "mgc.sum"(%0) {axes = [1], lanes = false} : (tensor<3x?x?xf64, [3, "n", "m"]>) -> tensor<3x?xf64, [3, "m"]>
  func.return %1, %2, %3 : tensor<?xf64, ["n"]>, tensor<?x?xf64, ["n", "m"]>, tensor<3x?xf64, [3, "m"]>
}

// -----

// becomes
func.func @f(%x: tensor<?x?x3xf64, ["n", "m", 3]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?xf64, ["n"]>, tensor<?x?xf64, ["n", "m"]>, tensor<3x?xf64, [3, "m"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.transpose"(%x) {axes = [2, 0, 1]} : (tensor<?x?x3xf64, ["n", "m", 3]>) -> tensor<3x?x?xf64, [3, "n", "m"]>
  %1 = "mgc.sum"(%x) {axes = [2, 1], lanes = true} : (tensor<?x?x3xf64, ["n", "m", 3]>) -> tensor<?xf64, ["n"]>
  %2 = "mgc.max"(%x) {axes = [2], lanes = false} : (tensor<?x?x3xf64, ["n", "m", 3]>) -> tensor<?x?xf64, ["n", "m"]>
  %3 = "mgc.sum"(%x) {axes = [0], lanes = false} : (tensor<?x?x3xf64, ["n", "m", 3]>) -> tensor<?x3xf64, ["m", 3]>
  %4 = "mgc.transpose"(%3) {axes = [1, 0]} : (tensor<?x3xf64, ["m", 3]>) -> tensor<3x?xf64, [3, "m"]>
  func.return %1, %2, %4 : tensor<?xf64, ["n"]>, tensor<?x?xf64, ["n", "m"]>, tensor<3x?xf64, [3, "m"]>
}

// -----

// past broadcasts
func.func @f(%x: tensor<?x?xf64, ["n", "m"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<4x?x?xf64, [4, "m", "n"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.transpose"(%x) {axes = [1, 0]} : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["m", "n"]>
  %1 = "mgc.broadcast"(%0) {shape = [4, "m", "n"]} : (tensor<?x?xf64, ["m", "n"]>) -> tensor<4x?x?xf64, [4, "m", "n"]>
  func.return %1 : tensor<4x?x?xf64, [4, "m", "n"]>
}

// -----

// becomes
func.func @f(%x: tensor<?x?xf64, ["n", "m"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<4x?x?xf64, [4, "m", "n"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.transpose"(%x) {axes = [1, 0]} : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["m", "n"]>
  %1 = "mgc.broadcast"(%x) {shape = [4, "n", "m"]} : (tensor<?x?xf64, ["n", "m"]>) -> tensor<4x?x?xf64, [4, "n", "m"]>
  %2 = "mgc.transpose"(%1) {axes = [0, 2, 1]} : (tensor<4x?x?xf64, [4, "n", "m"]>) -> tensor<4x?x?xf64, [4, "m", "n"]>
  func.return %2 : tensor<4x?x?xf64, [4, "m", "n"]>
}
