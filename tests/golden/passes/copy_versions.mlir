// an argument that is written and read after
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array", mgc.writable}) -> (tensor<f64>, tensor<?xf64, ["n"]> {mgc.inout = 0 : i64}) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.constant"() {value = dense<5.0> : tensor<f64>} : () -> tensor<f64>
  %1 = "mgc.broadcast"(%0) {shape = [1]} : (tensor<f64>) -> tensor<1xf64>
  %2 = "mgc.update"(%x, %1) {view = [{op = "slice", starts = [0], sizes = [1], steps = [1]}]} : (tensor<?xf64, ["n"]>, tensor<1xf64>) -> tensor<?xf64, ["n"]>
  %3 = "mgc.sum"(%x) {axes = [0], lanes = true} : (tensor<?xf64, ["n"]>) -> tensor<f64>
  func.return %3, %2 : tensor<f64>, tensor<?xf64, ["n"]>
}

// -----

// becomes
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array", mgc.writable}) -> (tensor<f64>, tensor<?xf64, ["n"]> {mgc.inout = 0 : i64}) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.constant"() {value = dense<5.0> : tensor<f64>} : () -> tensor<f64>
  %1 = "mgc.broadcast"(%0) {shape = [1]} : (tensor<f64>) -> tensor<1xf64>
  %2 = "mgc.copy"(%x) : (tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  %3 = "mgc.update"(%x, %1) {view = [{op = "slice", starts = [0], sizes = [1], steps = [1]}]} : (tensor<?xf64, ["n"]>, tensor<1xf64>) -> tensor<?xf64, ["n"]>
  %4 = "mgc.sum"(%2) {axes = [0], lanes = true} : (tensor<?xf64, ["n"]>) -> tensor<f64>
  func.return %4, %3 : tensor<f64>, tensor<?xf64, ["n"]>
}

// -----

// a copy that is written leaves the argument alone
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.constant"() {value = dense<5.0> : tensor<f64>} : () -> tensor<f64>
  %1 = "mgc.broadcast"(%0) {shape = [1]} : (tensor<f64>) -> tensor<1xf64>
  %2 = "mgc.update"(%x, %1) {view = [{op = "slice", starts = [0], sizes = [1], steps = [1]}]} : (tensor<?xf64, ["n"]>, tensor<1xf64>) -> tensor<?xf64, ["n"]>
  func.return %2 : tensor<?xf64, ["n"]>
}

// -----

// becomes
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.constant"() {value = dense<5.0> : tensor<f64>} : () -> tensor<f64>
  %1 = "mgc.broadcast"(%0) {shape = [1]} : (tensor<f64>) -> tensor<1xf64>
  %2 = "mgc.copy"(%x) : (tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  %3 = "mgc.update"(%2, %1) {view = [{op = "slice", starts = [0], sizes = [1], steps = [1]}]} : (tensor<?xf64, ["n"]>, tensor<1xf64>) -> tensor<?xf64, ["n"]>
  func.return %3 : tensor<?xf64, ["n"]>
}

// -----

// two versions made from one: the one that is not the argument moves
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array", mgc.writable}) -> (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]> {mgc.inout = 0 : i64}) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.constant"() {value = dense<5.0> : tensor<f64>} : () -> tensor<f64>
  %1 = "mgc.broadcast"(%0) {shape = [1]} : (tensor<f64>) -> tensor<1xf64>
  %2 = "mgc.update"(%x, %1) {view = [{op = "slice", starts = [0], sizes = [1], steps = [1]}]} : (tensor<?xf64, ["n"]>, tensor<1xf64>) -> tensor<?xf64, ["n"]>
  %3 = "mgc.update"(%x, %1) {view = [{op = "slice", starts = [1], sizes = [1], steps = [1]}]} : (tensor<?xf64, ["n"]>, tensor<1xf64>) -> tensor<?xf64, ["n"]>
  func.return %2, %3 : tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>
}

// -----

// becomes
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array", mgc.writable}) -> (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]> {mgc.inout = 0 : i64}) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.constant"() {value = dense<5.0> : tensor<f64>} : () -> tensor<f64>
  %1 = "mgc.broadcast"(%0) {shape = [1]} : (tensor<f64>) -> tensor<1xf64>
  %2 = "mgc.copy"(%x) : (tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  %3 = "mgc.update"(%2, %1) {view = [{op = "slice", starts = [0], sizes = [1], steps = [1]}]} : (tensor<?xf64, ["n"]>, tensor<1xf64>) -> tensor<?xf64, ["n"]>
  %4 = "mgc.update"(%x, %1) {view = [{op = "slice", starts = [1], sizes = [1], steps = [1]}]} : (tensor<?xf64, ["n"]>, tensor<1xf64>) -> tensor<?xf64, ["n"]>
  func.return %3, %4 : tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>
}

// -----

// updates one after the other need no copy
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array", mgc.writable}) -> (tensor<?xf64, ["n"]> {mgc.inout = 0 : i64}) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.constant"() {value = dense<5.0> : tensor<f64>} : () -> tensor<f64>
  %1 = "mgc.broadcast"(%0) {shape = [1]} : (tensor<f64>) -> tensor<1xf64>
  %2 = "mgc.update"(%x, %1) {view = [{op = "slice", starts = [0], sizes = [1], steps = [1]}]} : (tensor<?xf64, ["n"]>, tensor<1xf64>) -> tensor<?xf64, ["n"]>
  %3 = "mgc.slice"(%2) {starts = [0], sizes = [1], steps = [1]} : (tensor<?xf64, ["n"]>) -> tensor<1xf64>
  %4 = "mgc.negative"(%3) : (tensor<1xf64>) -> tensor<1xf64>
  %5 = "mgc.update"(%2, %4) {view = [{op = "slice", starts = [1], sizes = [1], steps = [1]}]} : (tensor<?xf64, ["n"]>, tensor<1xf64>) -> tensor<?xf64, ["n"]>
  func.return %5 : tensor<?xf64, ["n"]>
}

// -----

// becomes
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array", mgc.writable}) -> (tensor<?xf64, ["n"]> {mgc.inout = 0 : i64}) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.constant"() {value = dense<5.0> : tensor<f64>} : () -> tensor<f64>
  %1 = "mgc.broadcast"(%0) {shape = [1]} : (tensor<f64>) -> tensor<1xf64>
  %2 = "mgc.update"(%x, %1) {view = [{op = "slice", starts = [0], sizes = [1], steps = [1]}]} : (tensor<?xf64, ["n"]>, tensor<1xf64>) -> tensor<?xf64, ["n"]>
  %3 = "mgc.slice"(%2) {starts = [0], sizes = [1], steps = [1]} : (tensor<?xf64, ["n"]>) -> tensor<1xf64>
  %4 = "mgc.negative"(%3) : (tensor<1xf64>) -> tensor<1xf64>
  %5 = "mgc.update"(%2, %4) {view = [{op = "slice", starts = [1], sizes = [1], steps = [1]}]} : (tensor<?xf64, ["n"]>, tensor<1xf64>) -> tensor<?xf64, ["n"]>
  func.return %5 : tensor<?xf64, ["n"]>
}

// -----

// a constant table is not written
func.func @f() -> (tensor<2xf64>) {
  %0 = "mgc.constant"() {value = dense<[1.0, 2.0]> : tensor<2xf64>} : () -> tensor<2xf64>
  %1 = "mgc.constant"() {value = dense<5.0> : tensor<f64>} : () -> tensor<f64>
  %2 = "mgc.broadcast"(%1) {shape = [1]} : (tensor<f64>) -> tensor<1xf64>
  %3 = "mgc.update"(%0, %2) {view = [{op = "slice", starts = [0], sizes = [1], steps = [1]}]} : (tensor<2xf64>, tensor<1xf64>) -> tensor<2xf64>
  func.return %3 : tensor<2xf64>
}

// -----

// becomes
func.func @f() -> (tensor<2xf64>) {
  %0 = "mgc.constant"() {value = dense<[1.0, 2.0]> : tensor<2xf64>} : () -> tensor<2xf64>
  %1 = "mgc.constant"() {value = dense<5.0> : tensor<f64>} : () -> tensor<f64>
  %2 = "mgc.broadcast"(%1) {shape = [1]} : (tensor<f64>) -> tensor<1xf64>
  %3 = "mgc.copy"(%0) : (tensor<2xf64>) -> tensor<2xf64>
  %4 = "mgc.update"(%3, %2) {view = [{op = "slice", starts = [0], sizes = [1], steps = [1]}]} : (tensor<2xf64>, tensor<1xf64>) -> tensor<2xf64>
  func.return %4 : tensor<2xf64>
}
