// arithmetic on scalars
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.constant"() {value = dense<2.0> : tensor<f64>} : () -> tensor<f64>
  %1 = "mgc.constant"() {value = dense<3.0> : tensor<f64>} : () -> tensor<f64>
  %2 = "mgc.add"(%0, %1) : (tensor<f64>, tensor<f64>) -> tensor<f64>
  %3 = "mgc.constant"() {value = dense<0.5> : tensor<f64>} : () -> tensor<f64>
  %4 = "mgc.multiply"(%2, %3) : (tensor<f64>, tensor<f64>) -> tensor<f64>
  %5 = "mgc.broadcast"(%4) {shape = ["n"]} : (tensor<f64>) -> tensor<?xf64, ["n"]>
  %6 = "mgc.multiply"(%x, %5) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  func.return %6 : tensor<?xf64, ["n"]>
}

// -----

// becomes
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.constant"() {value = dense<2.0> : tensor<f64>} : () -> tensor<f64>
  %1 = "mgc.constant"() {value = dense<3.0> : tensor<f64>} : () -> tensor<f64>
  %2 = "mgc.constant"() {value = dense<5.0> : tensor<f64>} : () -> tensor<f64>
  %3 = "mgc.constant"() {value = dense<0.5> : tensor<f64>} : () -> tensor<f64>
  %4 = "mgc.constant"() {value = dense<2.5> : tensor<f64>} : () -> tensor<f64>
  %5 = "mgc.broadcast"(%4) {shape = ["n"]} : (tensor<f64>) -> tensor<?xf64, ["n"]>
  %6 = "mgc.multiply"(%x, %5) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  func.return %6 : tensor<?xf64, ["n"]>
}

// -----

// a table and a broadcast scalar
func.func @f(%x: tensor<3xf32> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<3xf32>) {
  %0 = "mgc.constant"() {value = dense<[1.0, 2.0, 3.0]> : tensor<3xf32>} : () -> tensor<3xf32>
  %1 = "mgc.constant"() {value = dense<10.0> : tensor<f32>} : () -> tensor<f32>
  %2 = "mgc.broadcast"(%1) {shape = [3]} : (tensor<f32>) -> tensor<3xf32>
  %3 = "mgc.multiply"(%0, %2) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  %4 = "mgc.multiply"(%x, %3) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  func.return %4 : tensor<3xf32>
}

// -----

// becomes
func.func @f(%x: tensor<3xf32> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<3xf32>) {
  %0 = "mgc.constant"() {value = dense<[1.0, 2.0, 3.0]> : tensor<3xf32>} : () -> tensor<3xf32>
  %1 = "mgc.constant"() {value = dense<10.0> : tensor<f32>} : () -> tensor<f32>
  %2 = "mgc.broadcast"(%1) {shape = [3]} : (tensor<f32>) -> tensor<3xf32>
  %3 = "mgc.constant"() {value = dense<[10.0, 20.0, 30.0]> : tensor<3xf32>} : () -> tensor<3xf32>
  %4 = "mgc.multiply"(%x, %3) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  func.return %4 : tensor<3xf32>
}

// -----

// index ops on tables; a broadcast stays a broadcast
func.func @f() -> (tensor<3x100xi64>) {
  %0 = "mgc.constant"() {value = dense<[[0, 1, 2], [3, 4, 5]]> : tensor<2x3xi64>} : () -> tensor<2x3xi64>
  %1 = "mgc.transpose"(%0) {axes = [1, 0]} : (tensor<2x3xi64>) -> tensor<3x2xi64>
  %2 = "mgc.slice"(%1) {starts = [0, 0], sizes = [3, 1], steps = [1, 1]} : (tensor<3x2xi64>) -> tensor<3x1xi64>
  %3 = "mgc.broadcast"(%2) {shape = [3, 100]} : (tensor<3x1xi64>) -> tensor<3x100xi64>
  func.return %3 : tensor<3x100xi64>
}

// -----

// becomes
func.func @f() -> (tensor<3x100xi64>) {
  %0 = "mgc.constant"() {value = dense<[[0, 1, 2], [3, 4, 5]]> : tensor<2x3xi64>} : () -> tensor<2x3xi64>
  %1 = "mgc.constant"() {value = dense<[[0, 3], [1, 4], [2, 5]]> : tensor<3x2xi64>} : () -> tensor<3x2xi64>
  %2 = "mgc.constant"() {value = dense<[[0], [1], [2]]> : tensor<3x1xi64>} : () -> tensor<3x1xi64>
  %3 = "mgc.broadcast"(%2) {shape = [3, 100]} : (tensor<3x1xi64>) -> tensor<3x100xi64>
  func.return %3 : tensor<3x100xi64>
}

// -----

// an elementary function stays
func.func @f() -> (tensor<f64>) {
  %0 = "mgc.constant"() {value = dense<1.0> : tensor<f64>} : () -> tensor<f64>
  %1 = "mgc.exp"(%0) : (tensor<f64>) -> tensor<f64>
  func.return %1 : tensor<f64>
}

// -----

// becomes
func.func @f() -> (tensor<f64>) {
  %0 = "mgc.constant"() {value = dense<1.0> : tensor<f64>} : () -> tensor<f64>
  %1 = "mgc.exp"(%0) : (tensor<f64>) -> tensor<f64>
  func.return %1 : tensor<f64>
}

// -----

// a large result stays
func.func @f() -> (tensor<2xi64>, tensor<1000xi64>) {
  %0 = "mgc.constant"() {value = dense<[1, 2]> : tensor<2xi64>} : () -> tensor<2xi64>
  %1 = "mgc.reshape"(%0) {shape = [2]} : (tensor<2xi64>) -> tensor<2xi64>
  %2 = "mgc.iota"() {size = 2 : i64, dtype = i64} : () -> tensor<2xi64>
  %3 = "mgc.add"(%1, %2) : (tensor<2xi64>, tensor<2xi64>) -> tensor<2xi64>
  %4 = "mgc.constant"() {value = dense<1> : tensor<i64>} : () -> tensor<i64>
  %5 = "mgc.broadcast"(%4) {shape = [1000]} : (tensor<i64>) -> tensor<1000xi64>
  %6 = "mgc.invert"(%5) : (tensor<1000xi64>) -> tensor<1000xi64>
  func.return %3, %6 : tensor<2xi64>, tensor<1000xi64>
}

// -----

// becomes
func.func @f() -> (tensor<2xi64>, tensor<1000xi64>) {
  %0 = "mgc.constant"() {value = dense<[1, 2]> : tensor<2xi64>} : () -> tensor<2xi64>
  %1 = "mgc.constant"() {value = dense<[1, 2]> : tensor<2xi64>} : () -> tensor<2xi64>
  %2 = "mgc.iota"() {size = 2 : i64, dtype = i64} : () -> tensor<2xi64>
  %3 = "mgc.add"(%1, %2) : (tensor<2xi64>, tensor<2xi64>) -> tensor<2xi64>
  %4 = "mgc.constant"() {value = dense<1> : tensor<i64>} : () -> tensor<i64>
  %5 = "mgc.broadcast"(%4) {shape = [1000]} : (tensor<i64>) -> tensor<1000xi64>
  %6 = "mgc.invert"(%5) : (tensor<1000xi64>) -> tensor<1000xi64>
  func.return %3, %6 : tensor<2xi64>, tensor<1000xi64>
}

// -----

// the value of a static extent
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<i64>, tensor<i64>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.extent"() {extent = 8 : i64, dtype = i64} : () -> tensor<i64>
  %1 = "mgc.extent"() {extent = "n", dtype = i64} : () -> tensor<i64>
  func.return %0, %1 : tensor<i64>, tensor<i64>
}

// -----

// becomes
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<i64>, tensor<i64>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.constant"() {value = dense<8> : tensor<i64>} : () -> tensor<i64>
  %1 = "mgc.extent"() {extent = "n", dtype = i64} : () -> tensor<i64>
  func.return %0, %1 : tensor<i64>, tensor<i64>
}
