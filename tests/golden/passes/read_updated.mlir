// a product reads the argument that was updated
func.func @f(%x: tensor<?x?xf64, ["n", "n"]> {mgc.name = "x", mgc.kind = "array", mgc.writable}, %y: tensor<?x?xf64, ["n", "n"]> {mgc.name = "y", mgc.kind = "array"}) -> (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]> {mgc.inout = 0 : i64}) attributes {mgc.symbols = ["n"]} {
  %0, %1 = "mgc.nest"(%x, %y) ({
  ^bb0(%x_1: tensor<?x?xf64, ["n", "n"]>, %y_1: tensor<?x?xf64, ["n", "n"]>):
    %2 = "mgc.exp"(%y_1) : (tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
    %3 = "mgc.add"(%x_1, %2) : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
    %4 = "mgc.update"(%x_1, %3) {view = []} : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
    "mgc.yield"(%3, %4) : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> ()
  }) {kind = "map", rows = ["n", "n"], axes = [[0, 1], [0, 1]], result_types = [tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>]} : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>)
  %5 = "mgc.nest"(%0) ({
  ^bb0(%6: tensor<?x?xf64, ["n", "n"]>):
    %7 = "mgc.matmul"(%6, %6) : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
    "mgc.yield"(%7) : (tensor<?x?xf64, ["n", "n"]>) -> ()
  }) {kind = "matmul", rows = ["n", "n"], axes = [[0, 1]], result_types = [tensor<?x?xf64, ["n", "n"]>]} : (tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
  func.return %5, %1 : tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>
}

// -----

// becomes
func.func @f(%x: tensor<?x?xf64, ["n", "n"]> {mgc.name = "x", mgc.kind = "array", mgc.writable}, %y: tensor<?x?xf64, ["n", "n"]> {mgc.name = "y", mgc.kind = "array"}) -> (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]> {mgc.inout = 0 : i64}) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.nest"(%x, %y) ({
  ^bb0(%x_1: tensor<?x?xf64, ["n", "n"]>, %y_1: tensor<?x?xf64, ["n", "n"]>):
    %1 = "mgc.exp"(%y_1) : (tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
    %2 = "mgc.add"(%x_1, %1) : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
    %3 = "mgc.update"(%x_1, %2) {view = []} : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
    "mgc.yield"(%3) : (tensor<?x?xf64, ["n", "n"]>) -> ()
  }) {kind = "map", rows = ["n", "n"], axes = [[0, 1]], result_types = [tensor<?x?xf64, ["n", "n"]>]} : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
  %4 = "mgc.nest"(%0) ({
  ^bb0(%5: tensor<?x?xf64, ["n", "n"]>):
    %6 = "mgc.matmul"(%5, %5) : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
    "mgc.yield"(%6) : (tensor<?x?xf64, ["n", "n"]>) -> ()
  }) {kind = "matmul", rows = ["n", "n"], axes = [[0, 1]], result_types = [tensor<?x?xf64, ["n", "n"]>]} : (tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
  func.return %4, %0 : tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>
}

// -----

// so does one in the iteration that updates what is carried
func.func @f(%x: tensor<?x?xf64, ["n", "n"]> {mgc.name = "x", mgc.kind = "array", mgc.writable}, %y: tensor<?x?xf64, ["n", "n"]> {mgc.name = "y", mgc.kind = "array", mgc.writable}) -> (tensor<?x?xf64, ["n", "n"]> {mgc.inout = 0 : i64}, tensor<?x?xf64, ["n", "n"]> {mgc.inout = 1 : i64}) attributes {mgc.symbols = ["n"]} {
  %0, %1 = "mgc.for"(%y, %x) ({
  ^bb0(%_: index, %y_1: tensor<?x?xf64, ["n", "n"]>, %x_1: tensor<?x?xf64, ["n", "n"]>):
    %2, %3 = "mgc.nest"(%x_1, %y_1) ({
    ^bb0(%x_2: tensor<?x?xf64, ["n", "n"]>, %y_2: tensor<?x?xf64, ["n", "n"]>):
      %4 = "mgc.exp"(%y_2) : (tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
      %5 = "mgc.add"(%x_2, %4) : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
      %6 = "mgc.update"(%x_2, %5) {view = []} : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
      "mgc.yield"(%5, %6) : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> ()
    }) {kind = "map", rows = ["n", "n"], axes = [[0, 1], [0, 1]], result_types = [tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>]} : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>)
    %7 = "mgc.nest"(%2, %y_1) ({
    ^bb0(%8: tensor<?x?xf64, ["n", "n"]>, %y_3: tensor<?x?xf64, ["n", "n"]>):
      %9 = "mgc.matmul"(%8, %8) : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
      %10 = "mgc.update"(%y_3, %9) {view = []} : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
      "mgc.yield"(%10) : (tensor<?x?xf64, ["n", "n"]>) -> ()
    }) {kind = "matmul", rows = ["n", "n"], axes = [[0, 1], [0, 1]], result_types = [tensor<?x?xf64, ["n", "n"]>]} : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
    "mgc.yield"(%7, %3) : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> ()
  }) {extent = 3 : i64} : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>)
  func.return %1, %0 : tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>
}

// -----

// becomes
func.func @f(%x: tensor<?x?xf64, ["n", "n"]> {mgc.name = "x", mgc.kind = "array", mgc.writable}, %y: tensor<?x?xf64, ["n", "n"]> {mgc.name = "y", mgc.kind = "array", mgc.writable}) -> (tensor<?x?xf64, ["n", "n"]> {mgc.inout = 0 : i64}, tensor<?x?xf64, ["n", "n"]> {mgc.inout = 1 : i64}) attributes {mgc.symbols = ["n"]} {
  %0, %1 = "mgc.for"(%y, %x) ({
  ^bb0(%_: index, %y_1: tensor<?x?xf64, ["n", "n"]>, %x_1: tensor<?x?xf64, ["n", "n"]>):
    %2 = "mgc.nest"(%x_1, %y_1) ({
    ^bb0(%x_2: tensor<?x?xf64, ["n", "n"]>, %y_2: tensor<?x?xf64, ["n", "n"]>):
      %3 = "mgc.exp"(%y_2) : (tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
      %4 = "mgc.add"(%x_2, %3) : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
      %5 = "mgc.update"(%x_2, %4) {view = []} : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
      "mgc.yield"(%5) : (tensor<?x?xf64, ["n", "n"]>) -> ()
    }) {kind = "map", rows = ["n", "n"], axes = [[0, 1]], result_types = [tensor<?x?xf64, ["n", "n"]>]} : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
    %6 = "mgc.nest"(%2, %y_1) ({
    ^bb0(%7: tensor<?x?xf64, ["n", "n"]>, %y_3: tensor<?x?xf64, ["n", "n"]>):
      %8 = "mgc.matmul"(%7, %7) : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
      %9 = "mgc.update"(%y_3, %8) {view = []} : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
      "mgc.yield"(%9) : (tensor<?x?xf64, ["n", "n"]>) -> ()
    }) {kind = "matmul", rows = ["n", "n"], axes = [[0, 1], [0, 1]], result_types = [tensor<?x?xf64, ["n", "n"]>]} : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
    "mgc.yield"(%6, %2) : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> ()
  }) {extent = 3 : i64} : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>)
  func.return %1, %0 : tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>
}

// -----

// what is returned has memory of its own
func.func @f(%x: tensor<?x?xf64, ["n", "n"]> {mgc.name = "x", mgc.kind = "array", mgc.writable}, %y: tensor<?x?xf64, ["n", "n"]> {mgc.name = "y", mgc.kind = "array"}) -> (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]> {mgc.inout = 0 : i64}) attributes {mgc.symbols = ["n"]} {
  %0, %1, %2 = "mgc.nest"(%x, %y) ({
  ^bb0(%x_1: tensor<?x?xf64, ["n", "n"]>, %y_1: tensor<?x?xf64, ["n", "n"]>):
    %3 = "mgc.add"(%x_1, %y_1) : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
    %4 = "mgc.copy"(%3) : (tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
    %5 = "mgc.update"(%x_1, %3) {view = []} : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
    "mgc.yield"(%3, %4, %5) : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> ()
  }) {kind = "map", rows = ["n", "n"], axes = [[0, 1], [0, 1], [0, 1]], result_types = [tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>]} : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>)
  %6 = "mgc.nest"(%0) ({
  ^bb0(%7: tensor<?x?xf64, ["n", "n"]>):
    %8 = "mgc.matmul"(%7, %7) : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
    "mgc.yield"(%8) : (tensor<?x?xf64, ["n", "n"]>) -> ()
  }) {kind = "matmul", rows = ["n", "n"], axes = [[0, 1]], result_types = [tensor<?x?xf64, ["n", "n"]>]} : (tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
  func.return %1, %6, %2 : tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>
}

// -----

// becomes
func.func @f(%x: tensor<?x?xf64, ["n", "n"]> {mgc.name = "x", mgc.kind = "array", mgc.writable}, %y: tensor<?x?xf64, ["n", "n"]> {mgc.name = "y", mgc.kind = "array"}) -> (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]> {mgc.inout = 0 : i64}) attributes {mgc.symbols = ["n"]} {
  %0, %1, %2 = "mgc.nest"(%x, %y) ({
  ^bb0(%x_1: tensor<?x?xf64, ["n", "n"]>, %y_1: tensor<?x?xf64, ["n", "n"]>):
    %3 = "mgc.add"(%x_1, %y_1) : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
    %4 = "mgc.copy"(%3) : (tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
    %5 = "mgc.update"(%x_1, %3) {view = []} : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
    "mgc.yield"(%3, %4, %5) : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> ()
  }) {kind = "map", rows = ["n", "n"], axes = [[0, 1], [0, 1], [0, 1]], result_types = [tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>]} : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>)
  %6 = "mgc.nest"(%0) ({
  ^bb0(%7: tensor<?x?xf64, ["n", "n"]>):
    %8 = "mgc.matmul"(%7, %7) : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
    "mgc.yield"(%8) : (tensor<?x?xf64, ["n", "n"]>) -> ()
  }) {kind = "matmul", rows = ["n", "n"], axes = [[0, 1]], result_types = [tensor<?x?xf64, ["n", "n"]>]} : (tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
  func.return %1, %6, %2 : tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>
}

// -----

// a value stays where the buffer is overwritten later
func.func @f(%x: tensor<?x?xf64, ["n", "n"]> {mgc.name = "x", mgc.kind = "array", mgc.writable}, %y: tensor<?x?xf64, ["n", "n"]> {mgc.name = "y", mgc.kind = "array"}) -> (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]> {mgc.inout = 0 : i64}) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.nest"(%x, %y) ({
  ^bb0(%x_1: tensor<?x?xf64, ["n", "n"]>, %y_1: tensor<?x?xf64, ["n", "n"]>):
    %1 = "mgc.exp"(%y_1) : (tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
    %2 = "mgc.add"(%x_1, %1) : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
    %3 = "mgc.update"(%x_1, %2) {view = []} : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
    "mgc.yield"(%3) : (tensor<?x?xf64, ["n", "n"]>) -> ()
  }) {kind = "map", rows = ["n", "n"], axes = [[0, 1]], result_types = [tensor<?x?xf64, ["n", "n"]>]} : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
  %4 = "mgc.nest"(%0) ({
  ^bb0(%5: tensor<?x?xf64, ["n", "n"]>):
    %6 = "mgc.matmul"(%5, %5) : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
    "mgc.yield"(%6) : (tensor<?x?xf64, ["n", "n"]>) -> ()
  }) {kind = "matmul", rows = ["n", "n"], axes = [[0, 1]], result_types = [tensor<?x?xf64, ["n", "n"]>]} : (tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
  %7 = "mgc.nest"() ({
    %8 = "mgc.extent"() {extent = 0 : i64, dtype = i64} : () -> tensor<i64>
    %9 = "mgc.less_equal"(%8, %8) : (tensor<i64>, tensor<i64>) -> tensor<i1>
    %10 = "mgc.extent"() {extent = "n-3", dtype = i64} : () -> tensor<i64>
    %11 = "mgc.less_equal"(%8, %10) : (tensor<i64>, tensor<i64>) -> tensor<i1>
    %12 = "mgc.logical_and"(%9, %11) : (tensor<i1>, tensor<i1>) -> tensor<i1>
    "mgc.yield"(%12) : (tensor<i1>) -> ()
  }) {kind = "map", rows = [], axes = [[]], result_types = [tensor<i1>]} : () -> tensor<i1>
  %13 = "mgc.if"(%7, %0) ({
  ^bb0(%14: tensor<?x?xf64, ["n", "n"]>):
    %15 = "mgc.for"(%14) ({
    ^bb0(%k: index, %16: tensor<?x?xf64, ["n", "n"]>):
      %17 = "mgc.nest"(%16) ({
      ^bb0(%18: tensor<?x?xf64, ["n", "n"]>):
        %19 = "mgc.constant"() {value = dense<0.0> : tensor<f64>} : () -> tensor<f64>
        %20 = "mgc.broadcast"(%19) {shape = ["n"]} : (tensor<f64>) -> tensor<?xf64, ["n"]>
        %21 = "mgc.update"(%18, %20) {view = [{op = "slice", starts = ["k", 0], sizes = [1, "n"], steps = [1, 1]}, {op = "squeeze", axes = [0]}]} : (tensor<?x?xf64, ["n", "n"]>, tensor<?xf64, ["n"]>) -> tensor<?x?xf64, ["n", "n"]>
        "mgc.yield"(%21) : (tensor<?x?xf64, ["n", "n"]>) -> ()
      }) {kind = "map", rows = ["n"], axes = [[0]], result_types = [tensor<?x?xf64, ["n", "n"]>]} : (tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
      "mgc.yield"(%17) : (tensor<?x?xf64, ["n", "n"]>) -> ()
    }) {extent = 3 : i64} : (tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
    "mgc.yield"(%15) : (tensor<?x?xf64, ["n", "n"]>) -> ()
  }, {
  ^bb0(%22: tensor<?x?xf64, ["n", "n"]>):
    %23 = "mgc.for"(%22) ({
    ^bb0(%k_1: index, %24: tensor<?x?xf64, ["n", "n"]>):
      "mgc.nest"() ({
        %25 = "mgc.extent"() {extent = "k_1", dtype = i64} : () -> tensor<i64>
        %26 = "mgc.check_bounds"(%25) {axis = 0 : i64, size = "n"} : (tensor<i64>) -> tensor<i64>
        "mgc.yield"() : () -> ()
      }) {kind = "check", rows = [], axes = [[]], result_types = []} : () -> ()
      %27 = "mgc.nest"(%24) ({
      ^bb0(%28: tensor<?x?xf64, ["n", "n"]>):
        %29 = "mgc.constant"() {value = dense<0.0> : tensor<f64>} : () -> tensor<f64>
        %30 = "mgc.broadcast"(%29) {shape = ["n"]} : (tensor<f64>) -> tensor<?xf64, ["n"]>
        %31 = "mgc.update"(%28, %30) {view = [{op = "slice", starts = ["k_1", 0], sizes = [1, "n"], steps = [1, 1]}, {op = "squeeze", axes = [0]}]} : (tensor<?x?xf64, ["n", "n"]>, tensor<?xf64, ["n"]>) -> tensor<?x?xf64, ["n", "n"]>
        "mgc.yield"(%31) : (tensor<?x?xf64, ["n", "n"]>) -> ()
      }) {kind = "map", rows = ["n"], axes = [[0]], result_types = [tensor<?x?xf64, ["n", "n"]>]} : (tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
      "mgc.yield"(%27) : (tensor<?x?xf64, ["n", "n"]>) -> ()
    }) {extent = 3 : i64} : (tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
    "mgc.yield"(%23) : (tensor<?x?xf64, ["n", "n"]>) -> ()
  }) {results = [tensor<?x?xf64, ["n", "n"]>]} : (tensor<i1>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
  func.return %4, %13 : tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>
}

// -----

// becomes
func.func @f(%x: tensor<?x?xf64, ["n", "n"]> {mgc.name = "x", mgc.kind = "array", mgc.writable}, %y: tensor<?x?xf64, ["n", "n"]> {mgc.name = "y", mgc.kind = "array"}) -> (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]> {mgc.inout = 0 : i64}) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.nest"(%x, %y) ({
  ^bb0(%x_1: tensor<?x?xf64, ["n", "n"]>, %y_1: tensor<?x?xf64, ["n", "n"]>):
    %1 = "mgc.exp"(%y_1) : (tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
    %2 = "mgc.add"(%x_1, %1) : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
    %3 = "mgc.update"(%x_1, %2) {view = []} : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
    "mgc.yield"(%3) : (tensor<?x?xf64, ["n", "n"]>) -> ()
  }) {kind = "map", rows = ["n", "n"], axes = [[0, 1]], result_types = [tensor<?x?xf64, ["n", "n"]>]} : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
  %4 = "mgc.nest"(%0) ({
  ^bb0(%5: tensor<?x?xf64, ["n", "n"]>):
    %6 = "mgc.matmul"(%5, %5) : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
    "mgc.yield"(%6) : (tensor<?x?xf64, ["n", "n"]>) -> ()
  }) {kind = "matmul", rows = ["n", "n"], axes = [[0, 1]], result_types = [tensor<?x?xf64, ["n", "n"]>]} : (tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
  %7 = "mgc.nest"() ({
    %8 = "mgc.extent"() {extent = 0 : i64, dtype = i64} : () -> tensor<i64>
    %9 = "mgc.less_equal"(%8, %8) : (tensor<i64>, tensor<i64>) -> tensor<i1>
    %10 = "mgc.extent"() {extent = "n-3", dtype = i64} : () -> tensor<i64>
    %11 = "mgc.less_equal"(%8, %10) : (tensor<i64>, tensor<i64>) -> tensor<i1>
    %12 = "mgc.logical_and"(%9, %11) : (tensor<i1>, tensor<i1>) -> tensor<i1>
    "mgc.yield"(%12) : (tensor<i1>) -> ()
  }) {kind = "map", rows = [], axes = [[]], result_types = [tensor<i1>]} : () -> tensor<i1>
  %13 = "mgc.if"(%7, %0) ({
  ^bb0(%14: tensor<?x?xf64, ["n", "n"]>):
    %15 = "mgc.for"(%14) ({
    ^bb0(%k: index, %16: tensor<?x?xf64, ["n", "n"]>):
      %17 = "mgc.nest"(%16) ({
      ^bb0(%18: tensor<?x?xf64, ["n", "n"]>):
        %19 = "mgc.constant"() {value = dense<0.0> : tensor<f64>} : () -> tensor<f64>
        %20 = "mgc.broadcast"(%19) {shape = ["n"]} : (tensor<f64>) -> tensor<?xf64, ["n"]>
        %21 = "mgc.update"(%18, %20) {view = [{op = "slice", starts = ["k", 0], sizes = [1, "n"], steps = [1, 1]}, {op = "squeeze", axes = [0]}]} : (tensor<?x?xf64, ["n", "n"]>, tensor<?xf64, ["n"]>) -> tensor<?x?xf64, ["n", "n"]>
        "mgc.yield"(%21) : (tensor<?x?xf64, ["n", "n"]>) -> ()
      }) {kind = "map", rows = ["n"], axes = [[0]], result_types = [tensor<?x?xf64, ["n", "n"]>]} : (tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
      "mgc.yield"(%17) : (tensor<?x?xf64, ["n", "n"]>) -> ()
    }) {extent = 3 : i64} : (tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
    "mgc.yield"(%15) : (tensor<?x?xf64, ["n", "n"]>) -> ()
  }, {
  ^bb0(%22: tensor<?x?xf64, ["n", "n"]>):
    %23 = "mgc.for"(%22) ({
    ^bb0(%k_1: index, %24: tensor<?x?xf64, ["n", "n"]>):
      "mgc.nest"() ({
        %25 = "mgc.extent"() {extent = "k_1", dtype = i64} : () -> tensor<i64>
        %26 = "mgc.check_bounds"(%25) {axis = 0 : i64, size = "n"} : (tensor<i64>) -> tensor<i64>
        "mgc.yield"() : () -> ()
      }) {kind = "check", rows = [], axes = [[]], result_types = []} : () -> ()
      %27 = "mgc.nest"(%24) ({
      ^bb0(%28: tensor<?x?xf64, ["n", "n"]>):
        %29 = "mgc.constant"() {value = dense<0.0> : tensor<f64>} : () -> tensor<f64>
        %30 = "mgc.broadcast"(%29) {shape = ["n"]} : (tensor<f64>) -> tensor<?xf64, ["n"]>
        %31 = "mgc.update"(%28, %30) {view = [{op = "slice", starts = ["k_1", 0], sizes = [1, "n"], steps = [1, 1]}, {op = "squeeze", axes = [0]}]} : (tensor<?x?xf64, ["n", "n"]>, tensor<?xf64, ["n"]>) -> tensor<?x?xf64, ["n", "n"]>
        "mgc.yield"(%31) : (tensor<?x?xf64, ["n", "n"]>) -> ()
      }) {kind = "map", rows = ["n"], axes = [[0]], result_types = [tensor<?x?xf64, ["n", "n"]>]} : (tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
      "mgc.yield"(%27) : (tensor<?x?xf64, ["n", "n"]>) -> ()
    }) {extent = 3 : i64} : (tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
    "mgc.yield"(%23) : (tensor<?x?xf64, ["n", "n"]>) -> ()
  }) {results = [tensor<?x?xf64, ["n", "n"]>]} : (tensor<i1>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
  func.return %4, %13 : tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>
}

// -----

// and where a part of the buffer is written
func.func @f(%x: tensor<?x?xf64, ["n", "n"]> {mgc.name = "x", mgc.kind = "array", mgc.writable}, %y: tensor<?x?xf64, ["n", "n"]> {mgc.name = "y", mgc.kind = "array"}) -> (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]> {mgc.inout = 0 : i64}) attributes {mgc.symbols = ["n"], mgc.constraints = ["1 <= n"]} {
  %0 = "mgc.nest"(%x, %y) ({
  ^bb0(%x_1: tensor<?x?xf64, ["n", "n"]>, %y_1: tensor<?x?xf64, ["n", "n"]>):
    %1 = "mgc.slice"(%y_1) {starts = [1, 0], sizes = ["n-1", "n"], steps = [1, 1]} : (tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n-1", "n"]>
    %2 = "mgc.exp"(%1) : (tensor<?x?xf64, ["n-1", "n"]>) -> tensor<?x?xf64, ["n-1", "n"]>
    %3 = "mgc.update"(%x_1, %2) {view = [{op = "slice", starts = [1, 0], sizes = ["n-1", "n"], steps = [1, 1]}]} : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n-1", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
    "mgc.yield"(%3) : (tensor<?x?xf64, ["n", "n"]>) -> ()
  }) {kind = "map", rows = ["n-1", "n"], axes = [[0, 1]], result_types = [tensor<?x?xf64, ["n", "n"]>]} : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
  %4 = "mgc.nest"(%0) ({
  ^bb0(%5: tensor<?x?xf64, ["n", "n"]>):
    %6 = "mgc.matmul"(%5, %5) : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
    "mgc.yield"(%6) : (tensor<?x?xf64, ["n", "n"]>) -> ()
  }) {kind = "matmul", rows = ["n", "n"], axes = [[0, 1]], result_types = [tensor<?x?xf64, ["n", "n"]>]} : (tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
  func.return %4, %0 : tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>
}

// -----

// becomes
func.func @f(%x: tensor<?x?xf64, ["n", "n"]> {mgc.name = "x", mgc.kind = "array", mgc.writable}, %y: tensor<?x?xf64, ["n", "n"]> {mgc.name = "y", mgc.kind = "array"}) -> (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]> {mgc.inout = 0 : i64}) attributes {mgc.symbols = ["n"], mgc.constraints = ["1 <= n"]} {
  %0 = "mgc.nest"(%x, %y) ({
  ^bb0(%x_1: tensor<?x?xf64, ["n", "n"]>, %y_1: tensor<?x?xf64, ["n", "n"]>):
    %1 = "mgc.slice"(%y_1) {starts = [1, 0], sizes = ["n-1", "n"], steps = [1, 1]} : (tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n-1", "n"]>
    %2 = "mgc.exp"(%1) : (tensor<?x?xf64, ["n-1", "n"]>) -> tensor<?x?xf64, ["n-1", "n"]>
    %3 = "mgc.update"(%x_1, %2) {view = [{op = "slice", starts = [1, 0], sizes = ["n-1", "n"], steps = [1, 1]}]} : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n-1", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
    "mgc.yield"(%3) : (tensor<?x?xf64, ["n", "n"]>) -> ()
  }) {kind = "map", rows = ["n-1", "n"], axes = [[0, 1]], result_types = [tensor<?x?xf64, ["n", "n"]>]} : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
  %4 = "mgc.nest"(%0) ({
  ^bb0(%5: tensor<?x?xf64, ["n", "n"]>):
    %6 = "mgc.matmul"(%5, %5) : (tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
    "mgc.yield"(%6) : (tensor<?x?xf64, ["n", "n"]>) -> ()
  }) {kind = "matmul", rows = ["n", "n"], axes = [[0, 1]], result_types = [tensor<?x?xf64, ["n", "n"]>]} : (tensor<?x?xf64, ["n", "n"]>) -> tensor<?x?xf64, ["n", "n"]>
  func.return %4, %0 : tensor<?x?xf64, ["n", "n"]>, tensor<?x?xf64, ["n", "n"]>
}
