// a column and a scalar
func.func @f(%x: tensor<?x1xf64, ["n", 1]> {mgc.name = "x", mgc.kind = "array"}, %y: tensor<f64> {mgc.name = "y", mgc.kind = "array"}, %z: tensor<?xf64, ["m"]> {mgc.name = "z", mgc.kind = "array"}) -> (tensor<?x?xf64, ["n", "m"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.broadcast"(%x) {shape = ["n", "m"]} : (tensor<?x1xf64, ["n", 1]>) -> tensor<?x?xf64, ["n", "m"]>
  %1 = "mgc.broadcast"(%y) {shape = ["n", "m"]} : (tensor<f64>) -> tensor<?x?xf64, ["n", "m"]>
  %2 = "mgc.multiply"(%0, %1) : (tensor<?x?xf64, ["n", "m"]>, tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["n", "m"]>
  %3 = "mgc.exp"(%2) : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["n", "m"]>
  func.return %3 : tensor<?x?xf64, ["n", "m"]>
}

// -----

// becomes
func.func @f(%x: tensor<?x1xf64, ["n", 1]> {mgc.name = "x", mgc.kind = "array"}, %y: tensor<f64> {mgc.name = "y", mgc.kind = "array"}, %z: tensor<?xf64, ["m"]> {mgc.name = "z", mgc.kind = "array"}) -> (tensor<?x?xf64, ["n", "m"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.broadcast"(%x) {shape = ["n", "m"]} : (tensor<?x1xf64, ["n", 1]>) -> tensor<?x?xf64, ["n", "m"]>
  %1 = "mgc.broadcast"(%y) {shape = ["n", "m"]} : (tensor<f64>) -> tensor<?x?xf64, ["n", "m"]>
  %2 = "mgc.broadcast"(%y) {shape = ["n", 1]} : (tensor<f64>) -> tensor<?x1xf64, ["n", 1]>
  %3 = "mgc.multiply"(%x, %2) : (tensor<?x1xf64, ["n", 1]>, tensor<?x1xf64, ["n", 1]>) -> tensor<?x1xf64, ["n", 1]>
  %4 = "mgc.broadcast"(%3) {shape = ["n", "m"]} : (tensor<?x1xf64, ["n", 1]>) -> tensor<?x?xf64, ["n", "m"]>
  %5 = "mgc.exp"(%3) : (tensor<?x1xf64, ["n", 1]>) -> tensor<?x1xf64, ["n", 1]>
  %6 = "mgc.broadcast"(%5) {shape = ["n", "m"]} : (tensor<?x1xf64, ["n", 1]>) -> tensor<?x?xf64, ["n", "m"]>
  func.return %6 : tensor<?x?xf64, ["n", "m"]>
}

// -----

// a row and a column stay
func.func @f(%x: tensor<?x1xf64, ["n", 1]> {mgc.name = "x", mgc.kind = "array"}, %y: tensor<?xf64, ["m"]> {mgc.name = "y", mgc.kind = "array"}) -> (tensor<?x?xf64, ["n", "m"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.broadcast"(%x) {shape = ["n", "m"]} : (tensor<?x1xf64, ["n", 1]>) -> tensor<?x?xf64, ["n", "m"]>
  %1 = "mgc.broadcast"(%y) {shape = ["n", "m"]} : (tensor<?xf64, ["m"]>) -> tensor<?x?xf64, ["n", "m"]>
  %2 = "mgc.multiply"(%0, %1) : (tensor<?x?xf64, ["n", "m"]>, tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["n", "m"]>
  func.return %2 : tensor<?x?xf64, ["n", "m"]>
}

// -----

// becomes
func.func @f(%x: tensor<?x1xf64, ["n", 1]> {mgc.name = "x", mgc.kind = "array"}, %y: tensor<?xf64, ["m"]> {mgc.name = "y", mgc.kind = "array"}) -> (tensor<?x?xf64, ["n", "m"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.broadcast"(%x) {shape = ["n", "m"]} : (tensor<?x1xf64, ["n", 1]>) -> tensor<?x?xf64, ["n", "m"]>
  %1 = "mgc.broadcast"(%y) {shape = ["n", "m"]} : (tensor<?xf64, ["m"]>) -> tensor<?x?xf64, ["n", "m"]>
  %2 = "mgc.multiply"(%0, %1) : (tensor<?x?xf64, ["n", "m"]>, tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["n", "m"]>
  func.return %2 : tensor<?x?xf64, ["n", "m"]>
}

// -----

// scalars meet as scalars
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}, %y: tensor<f64> {mgc.name = "y", mgc.kind = "array"}) -> (tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.broadcast"(%y) {shape = ["n"]} : (tensor<f64>) -> tensor<?xf64, ["n"]>
  %1 = "mgc.constant"() {value = dense<1.0> : tensor<f64>} : () -> tensor<f64>
  %2 = "mgc.broadcast"(%1) {shape = ["n"]} : (tensor<f64>) -> tensor<?xf64, ["n"]>
  %3 = "mgc.add"(%0, %2) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  %4 = "mgc.sqrt"(%3) : (tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  %5 = "mgc.add"(%x, %4) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  func.return %5 : tensor<?xf64, ["n"]>
}

// -----

// becomes
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}, %y: tensor<f64> {mgc.name = "y", mgc.kind = "array"}) -> (tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.broadcast"(%y) {shape = ["n"]} : (tensor<f64>) -> tensor<?xf64, ["n"]>
  %1 = "mgc.constant"() {value = dense<1.0> : tensor<f64>} : () -> tensor<f64>
  %2 = "mgc.broadcast"(%1) {shape = ["n"]} : (tensor<f64>) -> tensor<?xf64, ["n"]>
  %3 = "mgc.add"(%y, %1) : (tensor<f64>, tensor<f64>) -> tensor<f64>
  %4 = "mgc.broadcast"(%3) {shape = ["n"]} : (tensor<f64>) -> tensor<?xf64, ["n"]>
  %5 = "mgc.sqrt"(%3) : (tensor<f64>) -> tensor<f64>
  %6 = "mgc.broadcast"(%5) {shape = ["n"]} : (tensor<f64>) -> tensor<?xf64, ["n"]>
  %7 = "mgc.add"(%x, %6) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  func.return %7 : tensor<?xf64, ["n"]>
}

// -----

// past no update of what is broadcast
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array", mgc.writable}) -> (tensor<2x?xf64, [2, "n"]>, tensor<?xf64, ["n"]> {mgc.inout = 0 : i64}) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.broadcast"(%x) {shape = [2, "n"]} : (tensor<?xf64, ["n"]>) -> tensor<2x?xf64, [2, "n"]>
  %1 = "mgc.constant"() {value = dense<5.0> : tensor<f64>} : () -> tensor<f64>
  %2 = "mgc.broadcast"(%1) {shape = [1]} : (tensor<f64>) -> tensor<1xf64>
  %3 = "mgc.update"(%x, %2) {view = [{op = "slice", starts = [0], sizes = [1], steps = [1]}]} : (tensor<?xf64, ["n"]>, tensor<1xf64>) -> tensor<?xf64, ["n"]>
  %4 = "mgc.exp"(%0) : (tensor<2x?xf64, [2, "n"]>) -> tensor<2x?xf64, [2, "n"]>
  func.return %4, %3 : tensor<2x?xf64, [2, "n"]>, tensor<?xf64, ["n"]>
}

// -----

// becomes
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array", mgc.writable}) -> (tensor<2x?xf64, [2, "n"]>, tensor<?xf64, ["n"]> {mgc.inout = 0 : i64}) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.broadcast"(%x) {shape = [2, "n"]} : (tensor<?xf64, ["n"]>) -> tensor<2x?xf64, [2, "n"]>
  %1 = "mgc.constant"() {value = dense<5.0> : tensor<f64>} : () -> tensor<f64>
  %2 = "mgc.broadcast"(%1) {shape = [1]} : (tensor<f64>) -> tensor<1xf64>
  %3 = "mgc.update"(%x, %2) {view = [{op = "slice", starts = [0], sizes = [1], steps = [1]}]} : (tensor<?xf64, ["n"]>, tensor<1xf64>) -> tensor<?xf64, ["n"]>
  %4 = "mgc.exp"(%0) : (tensor<2x?xf64, [2, "n"]>) -> tensor<2x?xf64, [2, "n"]>
  func.return %4, %3 : tensor<2x?xf64, [2, "n"]>, tensor<?xf64, ["n"]>
}
