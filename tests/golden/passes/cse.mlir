// equal nodes, with the operands of a product in any order
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}, %y: tensor<?xf64, ["n"]> {mgc.name = "y", mgc.kind = "array"}) -> (tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.multiply"(%x, %y) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  %1 = "mgc.exp"(%0) : (tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  %2 = "mgc.multiply"(%y, %x) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  %3 = "mgc.exp"(%2) : (tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  %4 = "mgc.subtract"(%1, %3) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  func.return %4 : tensor<?xf64, ["n"]>
}

// -----

// becomes
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}, %y: tensor<?xf64, ["n"]> {mgc.name = "y", mgc.kind = "array"}) -> (tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.multiply"(%x, %y) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  %1 = "mgc.exp"(%0) : (tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  %2 = "mgc.subtract"(%1, %1) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  func.return %2 : tensor<?xf64, ["n"]>
}

// -----

// x - y is not y - x, and other attributes are another op
func.func @f(%x: tensor<?x?xf64, ["n", "m"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?xf64, ["m"]>, tensor<?xf64, ["n"]>, tensor<?xf64, ["m"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.sum"(%x) {axes = [0], lanes = false} : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?xf64, ["m"]>
  %1 = "mgc.sum"(%x) {axes = [1], lanes = true} : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?xf64, ["n"]>
  %2 = "mgc.sum"(%x) {axes = [0], lanes = false} : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?xf64, ["m"]>
  func.return %0, %1, %2 : tensor<?xf64, ["m"]>, tensor<?xf64, ["n"]>, tensor<?xf64, ["m"]>
}

// -----

// becomes
func.func @f(%x: tensor<?x?xf64, ["n", "m"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?xf64, ["m"]>, tensor<?xf64, ["n"]>, tensor<?xf64, ["m"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.sum"(%x) {axes = [0], lanes = false} : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?xf64, ["m"]>
  %1 = "mgc.sum"(%x) {axes = [1], lanes = true} : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?xf64, ["n"]>
  func.return %0, %1, %0 : tensor<?xf64, ["m"]>, tensor<?xf64, ["n"]>, tensor<?xf64, ["m"]>
}

// -----

// fresh buffers are not shared
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.slice"(%x) {starts = [0], sizes = [1], steps = [1]} : (tensor<?xf64, ["n"]>) -> tensor<1xf64>
  %1 = "mgc.empty"() {shape = ["n"], dtype = f64} : () -> tensor<?xf64, ["n"]>
  %2 = "mgc.update"(%1, %0) {view = [{op = "slice", starts = [0], sizes = [1], steps = [1]}]} : (tensor<?xf64, ["n"]>, tensor<1xf64>) -> tensor<?xf64, ["n"]>
  %3 = "mgc.empty"() {shape = ["n"], dtype = f64} : () -> tensor<?xf64, ["n"]>
  %4 = "mgc.update"(%3, %0) {view = [{op = "slice", starts = [0], sizes = [1], steps = [1]}]} : (tensor<?xf64, ["n"]>, tensor<1xf64>) -> tensor<?xf64, ["n"]>
  func.return %2, %4 : tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>
}

// -----

// becomes
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.slice"(%x) {starts = [0], sizes = [1], steps = [1]} : (tensor<?xf64, ["n"]>) -> tensor<1xf64>
  %1 = "mgc.empty"() {shape = ["n"], dtype = f64} : () -> tensor<?xf64, ["n"]>
  %2 = "mgc.update"(%1, %0) {view = [{op = "slice", starts = [0], sizes = [1], steps = [1]}]} : (tensor<?xf64, ["n"]>, tensor<1xf64>) -> tensor<?xf64, ["n"]>
  %3 = "mgc.empty"() {shape = ["n"], dtype = f64} : () -> tensor<?xf64, ["n"]>
  %4 = "mgc.update"(%3, %0) {view = [{op = "slice", starts = [0], sizes = [1], steps = [1]}]} : (tensor<?xf64, ["n"]>, tensor<1xf64>) -> tensor<?xf64, ["n"]>
  func.return %2, %4 : tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>
}

// -----

// reads of different versions of a buffer differ
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array", mgc.writable}) -> (tensor<1xf64>, tensor<?xf64, ["n"]> {mgc.inout = 0 : i64}) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.slice"(%x) {starts = [0], sizes = [1], steps = [1]} : (tensor<?xf64, ["n"]>) -> tensor<1xf64>
  %1 = "mgc.exp"(%0) : (tensor<1xf64>) -> tensor<1xf64>
  %2 = "mgc.update"(%x, %1) {view = [{op = "slice", starts = [0], sizes = [1], steps = [1]}]} : (tensor<?xf64, ["n"]>, tensor<1xf64>) -> tensor<?xf64, ["n"]>
  %3 = "mgc.slice"(%2) {starts = [0], sizes = [1], steps = [1]} : (tensor<?xf64, ["n"]>) -> tensor<1xf64>
  %4 = "mgc.exp"(%3) : (tensor<1xf64>) -> tensor<1xf64>
  %5 = "mgc.add"(%1, %4) : (tensor<1xf64>, tensor<1xf64>) -> tensor<1xf64>
  func.return %5, %2 : tensor<1xf64>, tensor<?xf64, ["n"]>
}

// -----

// becomes
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array", mgc.writable}) -> (tensor<1xf64>, tensor<?xf64, ["n"]> {mgc.inout = 0 : i64}) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.slice"(%x) {starts = [0], sizes = [1], steps = [1]} : (tensor<?xf64, ["n"]>) -> tensor<1xf64>
  %1 = "mgc.exp"(%0) : (tensor<1xf64>) -> tensor<1xf64>
  %2 = "mgc.update"(%x, %1) {view = [{op = "slice", starts = [0], sizes = [1], steps = [1]}]} : (tensor<?xf64, ["n"]>, tensor<1xf64>) -> tensor<?xf64, ["n"]>
  %3 = "mgc.slice"(%2) {starts = [0], sizes = [1], steps = [1]} : (tensor<?xf64, ["n"]>) -> tensor<1xf64>
  %4 = "mgc.exp"(%3) : (tensor<1xf64>) -> tensor<1xf64>
  %5 = "mgc.add"(%1, %4) : (tensor<1xf64>, tensor<1xf64>) -> tensor<1xf64>
  func.return %5, %2 : tensor<1xf64>, tensor<?xf64, ["n"]>
}
