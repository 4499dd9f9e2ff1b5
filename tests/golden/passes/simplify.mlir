// x * 1 -> x, whatever the order
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.constant"() {value = dense<1.0> : tensor<f64>} : () -> tensor<f64>
  %1 = "mgc.broadcast"(%0) {shape = ["n"]} : (tensor<f64>) -> tensor<?xf64, ["n"]>
  %2 = "mgc.multiply"(%1, %x) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  %3 = "mgc.negative"(%2) : (tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  func.return %3 : tensor<?xf64, ["n"]>
}

// -----

// becomes
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.constant"() {value = dense<1.0> : tensor<f64>} : () -> tensor<f64>
  %1 = "mgc.broadcast"(%0) {shape = ["n"]} : (tensor<f64>) -> tensor<?xf64, ["n"]>
  %2 = "mgc.negative"(%x) : (tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  func.return %2 : tensor<?xf64, ["n"]>
}

// -----

// x + 0.0 stays, because -0.0 + 0.0 is 0.0; x + -0.0 -> x
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.constant"() {value = dense<0.0> : tensor<f64>} : () -> tensor<f64>
  %1 = "mgc.broadcast"(%0) {shape = ["n"]} : (tensor<f64>) -> tensor<?xf64, ["n"]>
  %2 = "mgc.add"(%x, %1) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  %3 = "mgc.constant"() {value = dense<-0.0> : tensor<f64>} : () -> tensor<f64>
  %4 = "mgc.broadcast"(%3) {shape = ["n"]} : (tensor<f64>) -> tensor<?xf64, ["n"]>
  %5 = "mgc.add"(%x, %4) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  %6 = "mgc.negative"(%5) : (tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  func.return %2, %6 : tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>
}

// -----

// becomes
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.constant"() {value = dense<0.0> : tensor<f64>} : () -> tensor<f64>
  %1 = "mgc.broadcast"(%0) {shape = ["n"]} : (tensor<f64>) -> tensor<?xf64, ["n"]>
  %2 = "mgc.add"(%x, %1) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  %3 = "mgc.constant"() {value = dense<-0.0> : tensor<f64>} : () -> tensor<f64>
  %4 = "mgc.broadcast"(%3) {shape = ["n"]} : (tensor<f64>) -> tensor<?xf64, ["n"]>
  %5 = "mgc.negative"(%x) : (tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  func.return %2, %5 : tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>
}

// -----

// x + 0 -> x for integers
func.func @f(%x: tensor<?xi32, ["n"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?xi32, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.constant"() {value = dense<0> : tensor<i32>} : () -> tensor<i32>
  %1 = "mgc.broadcast"(%0) {shape = ["n"]} : (tensor<i32>) -> tensor<?xi32, ["n"]>
  %2 = "mgc.add"(%x, %1) : (tensor<?xi32, ["n"]>, tensor<?xi32, ["n"]>) -> tensor<?xi32, ["n"]>
  %3 = "mgc.negative"(%2) : (tensor<?xi32, ["n"]>) -> tensor<?xi32, ["n"]>
  func.return %3 : tensor<?xi32, ["n"]>
}

// -----

// becomes
func.func @f(%x: tensor<?xi32, ["n"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?xi32, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.constant"() {value = dense<0> : tensor<i32>} : () -> tensor<i32>
  %1 = "mgc.broadcast"(%0) {shape = ["n"]} : (tensor<i32>) -> tensor<?xi32, ["n"]>
  %2 = "mgc.negative"(%x) : (tensor<?xi32, ["n"]>) -> tensor<?xi32, ["n"]>
  func.return %2 : tensor<?xi32, ["n"]>
}

// -----

// x / 4 -> x * 0.25, x / 3 stays
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.constant"() {value = dense<4.0> : tensor<f64>} : () -> tensor<f64>
  %1 = "mgc.broadcast"(%0) {shape = ["n"]} : (tensor<f64>) -> tensor<?xf64, ["n"]>
  %2 = "mgc.divide"(%x, %1) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  %3 = "mgc.constant"() {value = dense<3.0> : tensor<f64>} : () -> tensor<f64>
  %4 = "mgc.broadcast"(%3) {shape = ["n"]} : (tensor<f64>) -> tensor<?xf64, ["n"]>
  %5 = "mgc.divide"(%x, %4) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  func.return %2, %5 : tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>
}

// -----

// becomes
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.constant"() {value = dense<4.0> : tensor<f64>} : () -> tensor<f64>
  %1 = "mgc.broadcast"(%0) {shape = ["n"]} : (tensor<f64>) -> tensor<?xf64, ["n"]>
  %2 = "mgc.constant"() {value = dense<0.25> : tensor<f64>} : () -> tensor<f64>
  %3 = "mgc.broadcast"(%2) {shape = ["n"]} : (tensor<f64>) -> tensor<?xf64, ["n"]>
  %4 = "mgc.multiply"(%x, %3) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  %5 = "mgc.constant"() {value = dense<3.0> : tensor<f64>} : () -> tensor<f64>
  %6 = "mgc.broadcast"(%5) {shape = ["n"]} : (tensor<f64>) -> tensor<?xf64, ["n"]>
  %7 = "mgc.divide"(%x, %6) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  func.return %4, %7 : tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>
}

// -----

// x - -y -> x + y
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}, %y: tensor<?xf64, ["n"]> {mgc.name = "y", mgc.kind = "array"}) -> (tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.negative"(%y) : (tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  %1 = "mgc.subtract"(%x, %0) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  func.return %1 : tensor<?xf64, ["n"]>
}

// -----

// becomes
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}, %y: tensor<?xf64, ["n"]> {mgc.name = "y", mgc.kind = "array"}) -> (tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.negative"(%y) : (tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  %1 = "mgc.add"(%x, %y) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  func.return %1 : tensor<?xf64, ["n"]>
}

// -----

// conversions through a wider type are one; through a narrower one they stay
func.func @f(%x: tensor<?xf32, ["n"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?xf32, ["n"]>, tensor<?xcomplex<f64>, ["n"]>, tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.convert"(%x) {dtype = f64} : (tensor<?xf32, ["n"]>) -> tensor<?xf64, ["n"]>
  %1 = "mgc.convert"(%x) {dtype = f16} : (tensor<?xf32, ["n"]>) -> tensor<?xf16, ["n"]>
  %2 = "mgc.convert"(%0) {dtype = f32} : (tensor<?xf64, ["n"]>) -> tensor<?xf32, ["n"]>
  %3 = "mgc.convert"(%0) {dtype = complex<f64>} : (tensor<?xf64, ["n"]>) -> tensor<?xcomplex<f64>, ["n"]>
  %4 = "mgc.convert"(%1) {dtype = f64} : (tensor<?xf16, ["n"]>) -> tensor<?xf64, ["n"]>
  func.return %2, %3, %4 : tensor<?xf32, ["n"]>, tensor<?xcomplex<f64>, ["n"]>, tensor<?xf64, ["n"]>
}

// -----

// becomes
func.func @f(%x: tensor<?xf32, ["n"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?xf32, ["n"]>, tensor<?xcomplex<f64>, ["n"]>, tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.convert"(%x) {dtype = f64} : (tensor<?xf32, ["n"]>) -> tensor<?xf64, ["n"]>
  %1 = "mgc.convert"(%x) {dtype = f16} : (tensor<?xf32, ["n"]>) -> tensor<?xf16, ["n"]>
  %2 = "mgc.convert"(%x) {dtype = complex<f64>} : (tensor<?xf32, ["n"]>) -> tensor<?xcomplex<f64>, ["n"]>
  %3 = "mgc.convert"(%1) {dtype = f64} : (tensor<?xf16, ["n"]>) -> tensor<?xf64, ["n"]>
  func.return %x, %2, %3 : tensor<?xf32, ["n"]>, tensor<?xcomplex<f64>, ["n"]>, tensor<?xf64, ["n"]>
}

// -----

// not (x == y) -> x != y; not (x < y) stays, because of NaN
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}, %y: tensor<?xf64, ["n"]> {mgc.name = "y", mgc.kind = "array"}) -> (tensor<?xi1, ["n"]>, tensor<?xi1, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.equal"(%x, %y) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xi1, ["n"]>
  %1 = "mgc.logical_not"(%0) : (tensor<?xi1, ["n"]>) -> tensor<?xi1, ["n"]>
  %2 = "mgc.less"(%x, %y) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xi1, ["n"]>
  %3 = "mgc.logical_not"(%2) : (tensor<?xi1, ["n"]>) -> tensor<?xi1, ["n"]>
  func.return %1, %3 : tensor<?xi1, ["n"]>, tensor<?xi1, ["n"]>
}

// -----

// becomes
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}, %y: tensor<?xf64, ["n"]> {mgc.name = "y", mgc.kind = "array"}) -> (tensor<?xi1, ["n"]>, tensor<?xi1, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.equal"(%x, %y) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xi1, ["n"]>
  %1 = "mgc.not_equal"(%x, %y) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xi1, ["n"]>
  %2 = "mgc.less"(%x, %y) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xi1, ["n"]>
  %3 = "mgc.invert"(%2) : (tensor<?xi1, ["n"]>) -> tensor<?xi1, ["n"]>
  func.return %1, %3 : tensor<?xi1, ["n"]>, tensor<?xi1, ["n"]>
}

// -----

// where(not c, x, y) -> where(c, y, x)
func.func @f(%x: tensor<?xi1, ["n"]> {mgc.name = "x", mgc.kind = "array"}, %y: tensor<?xf64, ["n"]> {mgc.name = "y", mgc.kind = "array"}, %z: tensor<?xf64, ["n"]> {mgc.name = "z", mgc.kind = "array"}) -> (tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.logical_not"(%x) : (tensor<?xi1, ["n"]>) -> tensor<?xi1, ["n"]>
  %1 = "mgc.where"(%0, %y, %z) : (tensor<?xi1, ["n"]>, tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  func.return %1 : tensor<?xf64, ["n"]>
}

// -----

// becomes
func.func @f(%x: tensor<?xi1, ["n"]> {mgc.name = "x", mgc.kind = "array"}, %y: tensor<?xf64, ["n"]> {mgc.name = "y", mgc.kind = "array"}, %z: tensor<?xf64, ["n"]> {mgc.name = "z", mgc.kind = "array"}) -> (tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.invert"(%x) : (tensor<?xi1, ["n"]>) -> tensor<?xi1, ["n"]>
  %1 = "mgc.where"(%x, %z, %y) : (tensor<?xi1, ["n"]>, tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  func.return %1 : tensor<?xf64, ["n"]>
}

// -----

// two transposes that cancel
func.func @f(%x: tensor<?x?xf64, ["n", "m"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?x?xf64, ["n", "m"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.transpose"(%x) {axes = [1, 0]} : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["m", "n"]>
  %1 = "mgc.transpose"(%0) {axes = [1, 0]} : (tensor<?x?xf64, ["m", "n"]>) -> tensor<?x?xf64, ["n", "m"]>
  %2 = "mgc.exp"(%1) : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["n", "m"]>
  func.return %2 : tensor<?x?xf64, ["n", "m"]>
}

// -----

// becomes
func.func @f(%x: tensor<?x?xf64, ["n", "m"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?x?xf64, ["n", "m"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.transpose"(%x) {axes = [1, 0]} : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["m", "n"]>
  %1 = "mgc.exp"(%x) : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["n", "m"]>
  func.return %1 : tensor<?x?xf64, ["n", "m"]>
}

// -----

// slices of slices are one
func.func @f(%x: tensor<?x?xf64, ["n", "m"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?x?xf64, ["n-1", "m"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.slice"(%x) {starts = [1, 0], sizes = ["n-1", "m"], steps = [1, 1]} : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["n-1", "m"]>
  %1 = "mgc.slice"(%0) {starts = [0, "m-1"], sizes = ["n-1", "m"], steps = [1, -1]} : (tensor<?x?xf64, ["n-1", "m"]>) -> tensor<?x?xf64, ["n-1", "m"]>
  %2 = "mgc.slice"(%1) {starts = [0, "m-1"], sizes = ["n-1", "m"], steps = [1, -1]} : (tensor<?x?xf64, ["n-1", "m"]>) -> tensor<?x?xf64, ["n-1", "m"]>
  %3 = "mgc.negative"(%2) : (tensor<?x?xf64, ["n-1", "m"]>) -> tensor<?x?xf64, ["n-1", "m"]>
  func.return %3 : tensor<?x?xf64, ["n-1", "m"]>
}

// -----

// becomes
func.func @f(%x: tensor<?x?xf64, ["n", "m"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?x?xf64, ["n-1", "m"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.slice"(%x) {starts = [1, 0], sizes = ["n-1", "m"], steps = [1, 1]} : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["n-1", "m"]>
  %1 = "mgc.slice"(%x) {starts = [1, "m-1"], sizes = ["n-1", "m"], steps = [1, -1]} : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["n-1", "m"]>
  %2 = "mgc.slice"(%x) {starts = [1, 0], sizes = ["n-1", "m"], steps = [1, 1]} : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["n-1", "m"]>
  %3 = "mgc.negative"(%2) : (tensor<?x?xf64, ["n-1", "m"]>) -> tensor<?x?xf64, ["n-1", "m"]>
  func.return %3 : tensor<?x?xf64, ["n-1", "m"]>
}

// -----

// an index op of a broadcast scalar is a broadcast scalar
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.constant"() {value = dense<3.0> : tensor<f64>} : () -> tensor<f64>
  %1 = "mgc.broadcast"(%0) {shape = [1, "n"]} : (tensor<f64>) -> tensor<1x?xf64, [1, "n"]>
  %2 = "mgc.transpose"(%1) {axes = [1, 0]} : (tensor<1x?xf64, [1, "n"]>) -> tensor<?x1xf64, ["n", 1]>
  %3 = "mgc.reshape"(%2) {shape = ["n"]} : (tensor<?x1xf64, ["n", 1]>) -> tensor<?xf64, ["n"]>
  %4 = "mgc.multiply"(%x, %3) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  func.return %4 : tensor<?xf64, ["n"]>
}

// -----

// becomes
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.constant"() {value = dense<3.0> : tensor<f64>} : () -> tensor<f64>
  %1 = "mgc.broadcast"(%0) {shape = [1, "n"]} : (tensor<f64>) -> tensor<1x?xf64, [1, "n"]>
  %2 = "mgc.constant"() {value = dense<3.0> : tensor<f64>} : () -> tensor<f64>
  %3 = "mgc.broadcast"(%2) {shape = ["n", 1]} : (tensor<f64>) -> tensor<?x1xf64, ["n", 1]>
  %4 = "mgc.constant"() {value = dense<3.0> : tensor<f64>} : () -> tensor<f64>
  %5 = "mgc.broadcast"(%4) {shape = ["n"]} : (tensor<f64>) -> tensor<?xf64, ["n"]>
  %6 = "mgc.multiply"(%x, %5) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  func.return %6 : tensor<?xf64, ["n"]>
}

// -----

// writing a whole buffer gives the value
func.func @f(%x: tensor<?x?xf64, ["n", "m"]> {mgc.name = "x", mgc.kind = "array"}, %y: tensor<?x?xf64, ["n", "m"]> {mgc.name = "y", mgc.kind = "array"}) -> (tensor<?x?xf64, ["m", "n"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.empty"() {shape = ["m", "n"], dtype = f64} : () -> tensor<?x?xf64, ["m", "n"]>
  %1 = "mgc.negative"(%y) : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["n", "m"]>
  %2 = "mgc.update"(%0, %1) {view = [{op = "transpose", axes = [1, 0]}]} : (tensor<?x?xf64, ["m", "n"]>, tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["m", "n"]>
  %3 = "mgc.exp"(%2) : (tensor<?x?xf64, ["m", "n"]>) -> tensor<?x?xf64, ["m", "n"]>
  func.return %3 : tensor<?x?xf64, ["m", "n"]>
}

// -----

// becomes
func.func @f(%x: tensor<?x?xf64, ["n", "m"]> {mgc.name = "x", mgc.kind = "array"}, %y: tensor<?x?xf64, ["n", "m"]> {mgc.name = "y", mgc.kind = "array"}) -> (tensor<?x?xf64, ["m", "n"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.empty"() {shape = ["m", "n"], dtype = f64} : () -> tensor<?x?xf64, ["m", "n"]>
  %1 = "mgc.negative"(%y) : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["n", "m"]>
  %2 = "mgc.transpose"(%1) {axes = [1, 0]} : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["m", "n"]>
  %3 = "mgc.exp"(%2) : (tensor<?x?xf64, ["m", "n"]>) -> tensor<?x?xf64, ["m", "n"]>
  func.return %3 : tensor<?x?xf64, ["m", "n"]>
}

// -----

// a copy that is written stays: the read of x would move past the update
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array", mgc.writable}) -> (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]> {mgc.inout = 0 : i64}) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.constant"() {value = dense<1.0> : tensor<f64>} : () -> tensor<f64>
  %1 = "mgc.broadcast"(%0) {shape = ["n"]} : (tensor<f64>) -> tensor<?xf64, ["n"]>
  %2 = "mgc.multiply"(%x, %1) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  %3 = "mgc.constant"() {value = dense<5.0> : tensor<f64>} : () -> tensor<f64>
  %4 = "mgc.broadcast"(%3) {shape = [1]} : (tensor<f64>) -> tensor<1xf64>
  %5 = "mgc.update"(%x, %4) {view = [{op = "slice", starts = [0], sizes = [1], steps = [1]}]} : (tensor<?xf64, ["n"]>, tensor<1xf64>) -> tensor<?xf64, ["n"]>
  func.return %2, %5 : tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>
}

// -----

// becomes
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array", mgc.writable}) -> (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]> {mgc.inout = 0 : i64}) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.constant"() {value = dense<1.0> : tensor<f64>} : () -> tensor<f64>
  %1 = "mgc.broadcast"(%0) {shape = ["n"]} : (tensor<f64>) -> tensor<?xf64, ["n"]>
  %2 = "mgc.multiply"(%x, %1) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  %3 = "mgc.constant"() {value = dense<5.0> : tensor<f64>} : () -> tensor<f64>
  %4 = "mgc.broadcast"(%3) {shape = [1]} : (tensor<f64>) -> tensor<1xf64>
  %5 = "mgc.update"(%x, %4) {view = [{op = "slice", starts = [0], sizes = [1], steps = [1]}]} : (tensor<?xf64, ["n"]>, tensor<1xf64>) -> tensor<?xf64, ["n"]>
  func.return %2, %5 : tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>
}
