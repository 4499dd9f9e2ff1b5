// elementwise ops and the reduction of their value
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}, %y: tensor<?xf64, ["n"]> {mgc.name = "y", mgc.kind = "array"}) -> (tensor<f64>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.multiply"(%x, %y) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  %1 = "mgc.add"(%0, %y) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  %2 = "mgc.sum"(%1) {axes = [0], lanes = true} : (tensor<?xf64, ["n"]>) -> tensor<f64>
  func.return %2 : tensor<f64>
}

// -----

// becomes
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}, %y: tensor<?xf64, ["n"]> {mgc.name = "y", mgc.kind = "array"}) -> (tensor<f64>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.nest"(%x, %y) ({
  ^bb0(%x_1: tensor<?xf64, ["n"]>, %y_1: tensor<?xf64, ["n"]>):
    %1 = "mgc.multiply"(%x_1, %y_1) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
    %2 = "mgc.add"(%1, %y_1) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
    %3 = "mgc.sum"(%2) {axes = [0], lanes = true} : (tensor<?xf64, ["n"]>) -> tensor<f64>
    "mgc.yield"(%3) : (tensor<f64>) -> ()
  }) {kind = "map", rows = [], axes = [[-1]], result_types = [tensor<f64>]} : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<f64>
  func.return %0 : tensor<f64>
}

// -----

// a dear value that two nests use is stored
func.func @f(%x: tensor<?x?xf64, ["n", "m"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<f64>, tensor<?x?xf64, ["m", "n"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.exp"(%x) : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["n", "m"]>
  %1 = "mgc.sum"(%0) {axes = [0, 1], lanes = true} : (tensor<?x?xf64, ["n", "m"]>) -> tensor<f64>
  %2 = "mgc.transpose"(%0) {axes = [1, 0]} : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["m", "n"]>
  func.return %1, %2 : tensor<f64>, tensor<?x?xf64, ["m", "n"]>
}

// -----

// becomes
func.func @f(%x: tensor<?x?xf64, ["n", "m"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<f64>, tensor<?x?xf64, ["m", "n"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0, %1 = "mgc.nest"(%x) ({
  ^bb0(%x_1: tensor<?x?xf64, ["n", "m"]>):
    %2 = "mgc.exp"(%x_1) : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["n", "m"]>
    %3 = "mgc.sum"(%2) {axes = [0, 1], lanes = true} : (tensor<?x?xf64, ["n", "m"]>) -> tensor<f64>
    "mgc.yield"(%2, %3) : (tensor<?x?xf64, ["n", "m"]>, tensor<f64>) -> ()
  }) {kind = "map", rows = [], axes = [[-1, -1], [-1, -1]], result_types = [tensor<?x?xf64, ["n", "m"]>, tensor<f64>]} : (tensor<?x?xf64, ["n", "m"]>) -> (tensor<?x?xf64, ["n", "m"]>, tensor<f64>)
  %4 = "mgc.nest"(%0) ({
  ^bb0(%5: tensor<?x?xf64, ["n", "m"]>):
    %6 = "mgc.transpose"(%5) {axes = [1, 0]} : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["m", "n"]>
    "mgc.yield"(%6) : (tensor<?x?xf64, ["m", "n"]>) -> ()
  }) {kind = "map", rows = ["m", "n"], axes = [[0, 1]], result_types = [tensor<?x?xf64, ["m", "n"]>]} : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["m", "n"]>
  func.return %1, %4 : tensor<f64>, tensor<?x?xf64, ["m", "n"]>
}

// -----

// indices are checked in the loops that use them
func.func @f(%x: tensor<?xf64, ["n+9"]> {mgc.name = "x", mgc.kind = "array"}, %i: tensor<?xi64, ["m"]> {mgc.name = "i", mgc.kind = "array"}, %v: tensor<?xf64, ["m"]> {mgc.name = "v", mgc.kind = "array"}) -> (tensor<f64> {mgc.scalar}) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.in_bounds"(%i) {axis = 0 : i64, size = "n+9"} : (tensor<?xi64, ["m"]>) -> tensor<?xi1, ["m"]>
  %1 = "mgc.wrap_indices"(%i, %0) {size = "n+9"} : (tensor<?xi64, ["m"]>, tensor<?xi1, ["m"]>) -> tensor<?xi64, ["m"]>
  %2 = "mgc.gather"(%x, %1) {axes = [0], position = 0 : i64} : (tensor<?xf64, ["n+9"]>, tensor<?xi64, ["m"]>) -> tensor<?xf64, ["m"]>
  %3 = "mgc.multiply"(%2, %v) : (tensor<?xf64, ["m"]>, tensor<?xf64, ["m"]>) -> tensor<?xf64, ["m"]>
  %4 = "mgc.sum"(%3) {axes = [0], lanes = true} : (tensor<?xf64, ["m"]>) -> tensor<f64>
  func.return %4 : tensor<f64>
}

// -----

// becomes
func.func @f(%x: tensor<?xf64, ["n+9"]> {mgc.name = "x", mgc.kind = "array"}, %i: tensor<?xi64, ["m"]> {mgc.name = "i", mgc.kind = "array"}, %v: tensor<?xf64, ["m"]> {mgc.name = "v", mgc.kind = "array"}) -> (tensor<f64> {mgc.scalar}) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.nest"(%i, %x, %v) ({
  ^bb0(%i_1: tensor<?xi64, ["m"]>, %x_1: tensor<?xf64, ["n+9"]>, %v_1: tensor<?xf64, ["m"]>):
    %1 = "mgc.in_bounds"(%i_1) {axis = 0 : i64, size = "n+9"} : (tensor<?xi64, ["m"]>) -> tensor<?xi1, ["m"]>
    %2 = "mgc.wrap_indices"(%i_1, %1) {size = "n+9"} : (tensor<?xi64, ["m"]>, tensor<?xi1, ["m"]>) -> tensor<?xi64, ["m"]>
    %3 = "mgc.gather"(%x_1, %2) {axes = [0], position = 0 : i64} : (tensor<?xf64, ["n+9"]>, tensor<?xi64, ["m"]>) -> tensor<?xf64, ["m"]>
    %4 = "mgc.multiply"(%3, %v_1) : (tensor<?xf64, ["m"]>, tensor<?xf64, ["m"]>) -> tensor<?xf64, ["m"]>
    %5 = "mgc.sum"(%4) {axes = [0], lanes = true} : (tensor<?xf64, ["m"]>) -> tensor<f64>
    "mgc.yield"(%5) : (tensor<f64>) -> ()
  }) {kind = "map", rows = [], axes = [[-1], [-1]], result_types = [tensor<f64>]} : (tensor<?xi64, ["m"]>, tensor<?xf64, ["n+9"]>, tensor<?xf64, ["m"]>) -> tensor<f64>
  func.return %0 : tensor<f64>
}

// -----

// before a write that the caller sees, all indices are checked
func.func @f(%x: tensor<?xf64, ["n+9"]> {mgc.name = "x", mgc.kind = "array"}, %i: tensor<?xi64, ["m"]> {mgc.name = "i", mgc.kind = "array"}, %y: tensor<?xf64, ["m"]> {mgc.name = "y", mgc.kind = "array", mgc.writable}) -> (tensor<?xf64, ["m"]> {mgc.inout = 2 : i64}) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.in_bounds"(%i) {axis = 0 : i64, size = "n+9"} : (tensor<?xi64, ["m"]>) -> tensor<?xi1, ["m"]>
  %1 = "mgc.wrap_indices"(%i, %0) {size = "n+9"} : (tensor<?xi64, ["m"]>, tensor<?xi1, ["m"]>) -> tensor<?xi64, ["m"]>
  %2 = "mgc.gather"(%x, %1) {axes = [0], position = 0 : i64} : (tensor<?xf64, ["n+9"]>, tensor<?xi64, ["m"]>) -> tensor<?xf64, ["m"]>
  %3 = "mgc.update"(%y, %2) {view = []} : (tensor<?xf64, ["m"]>, tensor<?xf64, ["m"]>) -> tensor<?xf64, ["m"]>
  func.return %3 : tensor<?xf64, ["m"]>
}

// -----

// becomes
func.func @f(%x: tensor<?xf64, ["n+9"]> {mgc.name = "x", mgc.kind = "array"}, %i: tensor<?xi64, ["m"]> {mgc.name = "i", mgc.kind = "array"}, %y: tensor<?xf64, ["m"]> {mgc.name = "y", mgc.kind = "array", mgc.writable}) -> (tensor<?xf64, ["m"]> {mgc.inout = 2 : i64}) attributes {mgc.symbols = ["n", "m"]} {
  "mgc.nest"(%i) ({
  ^bb0(%i_1: tensor<?xi64, ["m"]>):
    %0 = "mgc.in_bounds"(%i_1) {axis = 0 : i64, size = "n+9"} : (tensor<?xi64, ["m"]>) -> tensor<?xi1, ["m"]>
    "mgc.yield"() : () -> ()
  }) {kind = "map", rows = ["m"], axes = [[0]], result_types = []} : (tensor<?xi64, ["m"]>) -> ()
  %1 = "mgc.nest"(%y, %x, %i) ({
  ^bb0(%y_1: tensor<?xf64, ["m"]>, %x_1: tensor<?xf64, ["n+9"]>, %i_2: tensor<?xi64, ["m"]>):
    %2 = "mgc.wrap_indices"(%i_2) {size = "n+9"} : (tensor<?xi64, ["m"]>) -> tensor<?xi64, ["m"]>
    %3 = "mgc.gather"(%x_1, %2) {axes = [0], position = 0 : i64} : (tensor<?xf64, ["n+9"]>, tensor<?xi64, ["m"]>) -> tensor<?xf64, ["m"]>
    %4 = "mgc.update"(%y_1, %3) {view = []} : (tensor<?xf64, ["m"]>, tensor<?xf64, ["m"]>) -> tensor<?xf64, ["m"]>
    "mgc.yield"(%4) : (tensor<?xf64, ["m"]>) -> ()
  }) {kind = "map", rows = ["m"], axes = [[0]], result_types = [tensor<?xf64, ["m"]>]} : (tensor<?xf64, ["m"]>, tensor<?xf64, ["n+9"]>, tensor<?xi64, ["m"]>) -> tensor<?xf64, ["m"]>
  func.return %1 : tensor<?xf64, ["m"]>
}
