// indices are checked as a whole, and those from the end wrapped where they are used
func.func @f(%x: tensor<?xf64, ["n+9"]> {mgc.name = "x", mgc.kind = "array"}, %i: tensor<?xi64, ["m"]> {mgc.name = "i", mgc.kind = "array"}) -> (tensor<?xf64, ["m"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.check_bounds"(%i) {axis = 0 : i64, size = "n+9"} : (tensor<?xi64, ["m"]>) -> tensor<?xi64, ["m"]>
  %1 = "mgc.gather"(%x, %0) {axes = [0], position = 0 : i64} : (tensor<?xf64, ["n+9"]>, tensor<?xi64, ["m"]>) -> tensor<?xf64, ["m"]>
  %2 = "mgc.constant"() {value = dense<2.0> : tensor<f64>} : () -> tensor<f64>
  %3 = "mgc.broadcast"(%2) {shape = ["m"]} : (tensor<f64>) -> tensor<?xf64, ["m"]>
  %4 = "mgc.multiply"(%1, %3) : (tensor<?xf64, ["m"]>, tensor<?xf64, ["m"]>) -> tensor<?xf64, ["m"]>
  func.return %4 : tensor<?xf64, ["m"]>
}

// -----

// becomes
func.func @f(%x: tensor<?xf64, ["n+9"]> {mgc.name = "x", mgc.kind = "array"}, %i: tensor<?xi64, ["m"]> {mgc.name = "i", mgc.kind = "array"}) -> (tensor<?xf64, ["m"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.in_bounds"(%i) {axis = 0 : i64, size = "n+9"} : (tensor<?xi64, ["m"]>) -> tensor<?xi1, ["m"]>
  %1 = "mgc.wrap_indices"(%i, %0) {size = "n+9"} : (tensor<?xi64, ["m"]>, tensor<?xi1, ["m"]>) -> tensor<?xi64, ["m"]>
  %2 = "mgc.gather"(%x, %1) {axes = [0], position = 0 : i64} : (tensor<?xf64, ["n+9"]>, tensor<?xi64, ["m"]>) -> tensor<?xf64, ["m"]>
  %3 = "mgc.constant"() {value = dense<2.0> : tensor<f64>} : () -> tensor<f64>
  %4 = "mgc.broadcast"(%3) {shape = ["m"]} : (tensor<f64>) -> tensor<?xf64, ["m"]>
  %5 = "mgc.multiply"(%2, %4) : (tensor<?xf64, ["m"]>, tensor<?xf64, ["m"]>) -> tensor<?xf64, ["m"]>
  func.return %5 : tensor<?xf64, ["m"]>
}

// -----

// the order of a sort needs no check
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.argsort"(%x) : (tensor<?xf64, ["n"]>) -> tensor<?xi64, ["n"]>
  %1 = "mgc.check_bounds"(%0) {axis = 0 : i64, size = "n"} : (tensor<?xi64, ["n"]>) -> tensor<?xi64, ["n"]>
  %2 = "mgc.gather"(%x, %1) {axes = [0], position = 0 : i64} : (tensor<?xf64, ["n"]>, tensor<?xi64, ["n"]>) -> tensor<?xf64, ["n"]>
  func.return %2 : tensor<?xf64, ["n"]>
}

// -----

// becomes
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.argsort"(%x) : (tensor<?xf64, ["n"]>) -> tensor<?xi64, ["n"]>
  %1 = "mgc.gather"(%x, %0) {axes = [0], position = 0 : i64} : (tensor<?xf64, ["n"]>, tensor<?xi64, ["n"]>) -> tensor<?xf64, ["n"]>
  func.return %1 : tensor<?xf64, ["n"]>
}

// -----

// of a range only the bounds are compared with the size
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}, %y: tensor<?xf64, ["m"]> {mgc.name = "y", mgc.kind = "array"}) -> (tensor<?xf64, ["m"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.iota"() {size = "m", dtype = i64} : () -> tensor<?xi64, ["m"]>
  %1 = "mgc.check_bounds"(%0) {axis = 0 : i64, size = "n"} : (tensor<?xi64, ["m"]>) -> tensor<?xi64, ["m"]>
  %2 = "mgc.gather"(%x, %1) {axes = [0], position = 0 : i64} : (tensor<?xf64, ["n"]>, tensor<?xi64, ["m"]>) -> tensor<?xf64, ["m"]>
  func.return %2 : tensor<?xf64, ["m"]>
}

// -----

// becomes
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}, %y: tensor<?xf64, ["m"]> {mgc.name = "y", mgc.kind = "array"}) -> (tensor<?xf64, ["m"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.iota"() {size = "m", dtype = i64} : () -> tensor<?xi64, ["m"]>
  %1 = "mgc.in_bounds"(%0) {axis = 0 : i64, size = "n", lower = 0 : i64, upper = "m-1"} : (tensor<?xi64, ["m"]>) -> tensor<?xi1, ["m"]>
  %2 = "mgc.wrap_indices"(%0, %1) {size = 0 : i64} : (tensor<?xi64, ["m"]>, tensor<?xi1, ["m"]>) -> tensor<?xi64, ["m"]>
  %3 = "mgc.gather"(%x, %2) {axes = [0], position = 0 : i64} : (tensor<?xf64, ["n"]>, tensor<?xi64, ["m"]>) -> tensor<?xf64, ["m"]>
  func.return %3 : tensor<?xf64, ["m"]>
}

// -----

// a remainder by the size needs no check
func.func @f(%x: tensor<8xf64> {mgc.name = "x", mgc.kind = "array"}, %i: tensor<?xi64, ["m"]> {mgc.name = "i", mgc.kind = "array"}) -> (tensor<?xf64, ["m"]>) attributes {mgc.symbols = ["m"]} {
  %0 = "mgc.constant"() {value = dense<8> : tensor<i64>} : () -> tensor<i64>
  %1 = "mgc.broadcast"(%0) {shape = ["m"]} : (tensor<i64>) -> tensor<?xi64, ["m"]>
  %2 = "mgc.remainder"(%i, %1) : (tensor<?xi64, ["m"]>, tensor<?xi64, ["m"]>) -> tensor<?xi64, ["m"]>
  %3 = "mgc.check_bounds"(%2) {axis = 0 : i64, size = 8 : i64} : (tensor<?xi64, ["m"]>) -> tensor<?xi64, ["m"]>
  %4 = "mgc.gather"(%x, %3) {axes = [0], position = 0 : i64} : (tensor<8xf64>, tensor<?xi64, ["m"]>) -> tensor<?xf64, ["m"]>
  func.return %4 : tensor<?xf64, ["m"]>
}

// -----

// becomes
func.func @f(%x: tensor<8xf64> {mgc.name = "x", mgc.kind = "array"}, %i: tensor<?xi64, ["m"]> {mgc.name = "i", mgc.kind = "array"}) -> (tensor<?xf64, ["m"]>) attributes {mgc.symbols = ["m"]} {
  %0 = "mgc.constant"() {value = dense<8> : tensor<i64>} : () -> tensor<i64>
  %1 = "mgc.broadcast"(%0) {shape = ["m"]} : (tensor<i64>) -> tensor<?xi64, ["m"]>
  %2 = "mgc.remainder"(%i, %1) : (tensor<?xi64, ["m"]>, tensor<?xi64, ["m"]>) -> tensor<?xi64, ["m"]>
  %3 = "mgc.gather"(%x, %2) {axes = [0], position = 0 : i64} : (tensor<8xf64>, tensor<?xi64, ["m"]>) -> tensor<?xf64, ["m"]>
  func.return %3 : tensor<?xf64, ["m"]>
}

// -----

// a remainder by a size that may be zero has a range
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}, %i: tensor<?xi64, ["m"]> {mgc.name = "i", mgc.kind = "array"}) -> (tensor<?xf64, ["m"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.extent"() {extent = "n", dtype = i64} : () -> tensor<i64>
  %1 = "mgc.broadcast"(%0) {shape = ["m"]} : (tensor<i64>) -> tensor<?xi64, ["m"]>
  %2 = "mgc.remainder"(%i, %1) : (tensor<?xi64, ["m"]>, tensor<?xi64, ["m"]>) -> tensor<?xi64, ["m"]>
  %3 = "mgc.check_bounds"(%2) {axis = 0 : i64, size = "n"} : (tensor<?xi64, ["m"]>) -> tensor<?xi64, ["m"]>
  %4 = "mgc.gather"(%x, %3) {axes = [0], position = 0 : i64} : (tensor<?xf64, ["n"]>, tensor<?xi64, ["m"]>) -> tensor<?xf64, ["m"]>
  func.return %4 : tensor<?xf64, ["m"]>
}

// -----

// becomes
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}, %i: tensor<?xi64, ["m"]> {mgc.name = "i", mgc.kind = "array"}) -> (tensor<?xf64, ["m"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.extent"() {extent = "n", dtype = i64} : () -> tensor<i64>
  %1 = "mgc.broadcast"(%0) {shape = ["m"]} : (tensor<i64>) -> tensor<?xi64, ["m"]>
  %2 = "mgc.remainder"(%i, %1) : (tensor<?xi64, ["m"]>, tensor<?xi64, ["m"]>) -> tensor<?xi64, ["m"]>
  %3 = "mgc.in_bounds"(%2) {axis = 0 : i64, size = "n", lower = 0 : i64, upper = "max(n-1,0)"} : (tensor<?xi64, ["m"]>) -> tensor<?xi1, ["m"]>
  %4 = "mgc.wrap_indices"(%2, %3) {size = 0 : i64} : (tensor<?xi64, ["m"]>, tensor<?xi1, ["m"]>) -> tensor<?xi64, ["m"]>
  %5 = "mgc.gather"(%x, %4) {axes = [0], position = 0 : i64} : (tensor<?xf64, ["n"]>, tensor<?xi64, ["m"]>) -> tensor<?xf64, ["m"]>
  func.return %5 : tensor<?xf64, ["m"]>
}

// -----

// limits that may be out of bounds are a range; there may be negative ones
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}, %i: tensor<?xi64, ["m"]> {mgc.name = "i", mgc.kind = "array"}) -> (tensor<?xf64, ["m"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.extent"() {extent = "n-1", dtype = i64} : () -> tensor<i64>
  %1 = "mgc.constant"() {value = dense<-3> : tensor<i64>} : () -> tensor<i64>
  %2 = "mgc.broadcast"(%1) {shape = ["m"]} : (tensor<i64>) -> tensor<?xi64, ["m"]>
  %3 = "mgc.maximum"(%i, %2) : (tensor<?xi64, ["m"]>, tensor<?xi64, ["m"]>) -> tensor<?xi64, ["m"]>
  %4 = "mgc.broadcast"(%0) {shape = ["m"]} : (tensor<i64>) -> tensor<?xi64, ["m"]>
  %5 = "mgc.minimum"(%3, %4) : (tensor<?xi64, ["m"]>, tensor<?xi64, ["m"]>) -> tensor<?xi64, ["m"]>
  %6 = "mgc.check_bounds"(%5) {axis = 0 : i64, size = "n"} : (tensor<?xi64, ["m"]>) -> tensor<?xi64, ["m"]>
  %7 = "mgc.gather"(%x, %6) {axes = [0], position = 0 : i64} : (tensor<?xf64, ["n"]>, tensor<?xi64, ["m"]>) -> tensor<?xf64, ["m"]>
  func.return %7 : tensor<?xf64, ["m"]>
}

// -----

// becomes
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}, %i: tensor<?xi64, ["m"]> {mgc.name = "i", mgc.kind = "array"}) -> (tensor<?xf64, ["m"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.extent"() {extent = "n-1", dtype = i64} : () -> tensor<i64>
  %1 = "mgc.constant"() {value = dense<-3> : tensor<i64>} : () -> tensor<i64>
  %2 = "mgc.broadcast"(%1) {shape = ["m"]} : (tensor<i64>) -> tensor<?xi64, ["m"]>
  %3 = "mgc.maximum"(%i, %2) : (tensor<?xi64, ["m"]>, tensor<?xi64, ["m"]>) -> tensor<?xi64, ["m"]>
  %4 = "mgc.broadcast"(%0) {shape = ["m"]} : (tensor<i64>) -> tensor<?xi64, ["m"]>
  %5 = "mgc.minimum"(%3, %4) : (tensor<?xi64, ["m"]>, tensor<?xi64, ["m"]>) -> tensor<?xi64, ["m"]>
  %6 = "mgc.in_bounds"(%5) {axis = 0 : i64, size = "n", lower = "min(-3,n-1)", upper = "n-1"} : (tensor<?xi64, ["m"]>) -> tensor<?xi1, ["m"]>
  %7 = "mgc.wrap_indices"(%5, %6) {size = "n"} : (tensor<?xi64, ["m"]>, tensor<?xi1, ["m"]>) -> tensor<?xi64, ["m"]>
  %8 = "mgc.gather"(%x, %7) {axes = [0], position = 0 : i64} : (tensor<?xf64, ["n"]>, tensor<?xi64, ["m"]>) -> tensor<?xf64, ["m"]>
  func.return %8 : tensor<?xf64, ["m"]>
}

// -----

// bytes are indices of a table of 256
func.func @f(%t: tensor<256xf64> {mgc.name = "t", mgc.kind = "array"}, %i: tensor<?x?xui8, ["n", "m"]> {mgc.name = "i", mgc.kind = "array"}) -> (tensor<?x?xf64, ["n", "m"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.convert"(%i) {dtype = i64} : (tensor<?x?xui8, ["n", "m"]>) -> tensor<?x?xi64, ["n", "m"]>
  %1 = "mgc.check_bounds"(%0) {axis = 0 : i64, size = 256 : i64} : (tensor<?x?xi64, ["n", "m"]>) -> tensor<?x?xi64, ["n", "m"]>
  %2 = "mgc.gather"(%t, %1) {axes = [0], position = 0 : i64} : (tensor<256xf64>, tensor<?x?xi64, ["n", "m"]>) -> tensor<?x?xf64, ["n", "m"]>
  func.return %2 : tensor<?x?xf64, ["n", "m"]>
}

// -----

// becomes
func.func @f(%t: tensor<256xf64> {mgc.name = "t", mgc.kind = "array"}, %i: tensor<?x?xui8, ["n", "m"]> {mgc.name = "i", mgc.kind = "array"}) -> (tensor<?x?xf64, ["n", "m"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.convert"(%i) {dtype = i64} : (tensor<?x?xui8, ["n", "m"]>) -> tensor<?x?xi64, ["n", "m"]>
  %1 = "mgc.gather"(%t, %0) {axes = [0], position = 0 : i64} : (tensor<256xf64>, tensor<?x?xi64, ["n", "m"]>) -> tensor<?x?xf64, ["n", "m"]>
  func.return %1 : tensor<?x?xf64, ["n", "m"]>
}

// -----

// what is written at indices is written after all are checked
func.func @f(%x: tensor<?xf64, ["n+9"]> {mgc.name = "x", mgc.kind = "array", mgc.writable}, %i: tensor<?xi64, ["m"]> {mgc.name = "i", mgc.kind = "array"}, %v: tensor<?xf64, ["m"]> {mgc.name = "v", mgc.kind = "array"}) -> (tensor<?xf64, ["n+9"]> {mgc.inout = 0 : i64}) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.check_bounds"(%i) {axis = 0 : i64, size = "n+9"} : (tensor<?xi64, ["m"]>) -> tensor<?xi64, ["m"]>
  %1 = "mgc.scatter"(%x, %v, %0) {axes = [0], view = []} : (tensor<?xf64, ["n+9"]>, tensor<?xf64, ["m"]>, tensor<?xi64, ["m"]>) -> tensor<?xf64, ["n+9"]>
  func.return %1 : tensor<?xf64, ["n+9"]>
}

// -----

// becomes
func.func @f(%x: tensor<?xf64, ["n+9"]> {mgc.name = "x", mgc.kind = "array", mgc.writable}, %i: tensor<?xi64, ["m"]> {mgc.name = "i", mgc.kind = "array"}, %v: tensor<?xf64, ["m"]> {mgc.name = "v", mgc.kind = "array"}) -> (tensor<?xf64, ["n+9"]> {mgc.inout = 0 : i64}) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.in_bounds"(%i) {axis = 0 : i64, size = "n+9"} : (tensor<?xi64, ["m"]>) -> tensor<?xi1, ["m"]>
  %1 = "mgc.wrap_indices"(%i, %0) {size = "n+9"} : (tensor<?xi64, ["m"]>, tensor<?xi1, ["m"]>) -> tensor<?xi64, ["m"]>
  %2 = "mgc.scatter"(%x, %v, %1) {axes = [0], view = []} : (tensor<?xf64, ["n+9"]>, tensor<?xf64, ["m"]>, tensor<?xi64, ["m"]>) -> tensor<?xf64, ["n+9"]>
  func.return %2 : tensor<?xf64, ["n+9"]>
}

// -----

// each axis has its own check
func.func @f(%x: tensor<?x?xf64, ["n+9", "m+9"]> {mgc.name = "x", mgc.kind = "array"}, %r: tensor<?xi64, ["n"]> {mgc.name = "r", mgc.kind = "array"}, %c: tensor<?xi64, ["n"]> {mgc.name = "c", mgc.kind = "array"}) -> (tensor<f64> {mgc.scalar}) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.check_bounds"(%r) {axis = 0 : i64, size = "n+9"} : (tensor<?xi64, ["n"]>) -> tensor<?xi64, ["n"]>
  %1 = "mgc.check_bounds"(%c) {axis = 1 : i64, size = "m+9"} : (tensor<?xi64, ["n"]>) -> tensor<?xi64, ["n"]>
  %2 = "mgc.gather"(%x, %0, %1) {axes = [0, 1], position = 0 : i64} : (tensor<?x?xf64, ["n+9", "m+9"]>, tensor<?xi64, ["n"]>, tensor<?xi64, ["n"]>) -> tensor<?xf64, ["n"]>
  %3 = "mgc.sum"(%2) {axes = [0], lanes = true} : (tensor<?xf64, ["n"]>) -> tensor<f64>
  func.return %3 : tensor<f64>
}

// -----

// becomes
func.func @f(%x: tensor<?x?xf64, ["n+9", "m+9"]> {mgc.name = "x", mgc.kind = "array"}, %r: tensor<?xi64, ["n"]> {mgc.name = "r", mgc.kind = "array"}, %c: tensor<?xi64, ["n"]> {mgc.name = "c", mgc.kind = "array"}) -> (tensor<f64> {mgc.scalar}) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.in_bounds"(%r) {axis = 0 : i64, size = "n+9"} : (tensor<?xi64, ["n"]>) -> tensor<?xi1, ["n"]>
  %1 = "mgc.wrap_indices"(%r, %0) {size = "n+9"} : (tensor<?xi64, ["n"]>, tensor<?xi1, ["n"]>) -> tensor<?xi64, ["n"]>
  %2 = "mgc.in_bounds"(%c) {axis = 1 : i64, size = "m+9"} : (tensor<?xi64, ["n"]>) -> tensor<?xi1, ["n"]>
  %3 = "mgc.wrap_indices"(%c, %2) {size = "m+9"} : (tensor<?xi64, ["n"]>, tensor<?xi1, ["n"]>) -> tensor<?xi64, ["n"]>
  %4 = "mgc.gather"(%x, %1, %3) {axes = [0, 1], position = 0 : i64} : (tensor<?x?xf64, ["n+9", "m+9"]>, tensor<?xi64, ["n"]>, tensor<?xi64, ["n"]>) -> tensor<?xf64, ["n"]>
  %5 = "mgc.sum"(%4) {axes = [0], lanes = true} : (tensor<?xf64, ["n"]>) -> tensor<f64>
  func.return %5 : tensor<f64>
}
