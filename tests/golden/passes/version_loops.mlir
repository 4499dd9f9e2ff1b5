// indices that grow from a number that data say are compared in the first and the last iteration
func.func @f(%x: tensor<?xf64, ["m+16"]> {mgc.name = "x", mgc.kind = "array"}, %start: tensor<1xi64> {mgc.name = "start", mgc.kind = "array"}, %y: tensor<?xf64, ["m"]> {mgc.name = "y", mgc.kind = "array"}) -> (tensor<?xf64, ["m"]>) attributes {mgc.symbols = ["m"]} {
  %0 = "mgc.empty"() {shape = ["m"], dtype = f64} : () -> tensor<?xf64, ["m"]>
  %1 = "mgc.squeeze"(%start) {axes = [0]} : (tensor<1xi64>) -> tensor<i64>
  %2 = "mgc.for"(%0) ({
  ^bb0(%i: index, %3: tensor<?xf64, ["m"]>):
    %4 = "mgc.extent"() {extent = "i", dtype = i64} : () -> tensor<i64>
    %5 = "mgc.add"(%4, %1) : (tensor<i64>, tensor<i64>) -> tensor<i64>
    %6 = "mgc.check_bounds"(%5) {axis = 0 : i64, size = "m+16"} : (tensor<i64>) -> tensor<i64>
    "mgc.bind"(%6) {symbol = "k", lower = 0 : i64, upper = "m+15"} : (tensor<i64>) -> ()
    %7 = "mgc.slice"(%x) {starts = ["k"], sizes = [1], steps = [1]} : (tensor<?xf64, ["m+16"]>) -> tensor<1xf64>
    %8 = "mgc.squeeze"(%7) {axes = [0]} : (tensor<1xf64>) -> tensor<f64>
    %9 = "mgc.extent"() {extent = "i", dtype = i64} : () -> tensor<i64>
    %10 = "mgc.add"(%9, %1) : (tensor<i64>, tensor<i64>) -> tensor<i64>
    %11 = "mgc.constant"() {value = dense<1> : tensor<i64>} : () -> tensor<i64>
    %12 = "mgc.add"(%10, %11) : (tensor<i64>, tensor<i64>) -> tensor<i64>
    %13 = "mgc.check_bounds"(%12) {axis = 0 : i64, size = "m+16"} : (tensor<i64>) -> tensor<i64>
    "mgc.bind"(%13) {symbol = "k_1", lower = 0 : i64, upper = "m+15"} : (tensor<i64>) -> ()
    %14 = "mgc.slice"(%x) {starts = ["k_1"], sizes = [1], steps = [1]} : (tensor<?xf64, ["m+16"]>) -> tensor<1xf64>
    %15 = "mgc.squeeze"(%14) {axes = [0]} : (tensor<1xf64>) -> tensor<f64>
    %16 = "mgc.subtract"(%8, %15) : (tensor<f64>, tensor<f64>) -> tensor<f64>
    %17 = "mgc.update"(%3, %16) {view = [{op = "slice", starts = ["i"], sizes = [1], steps = [1]}, {op = "squeeze", axes = [0]}]} : (tensor<?xf64, ["m"]>, tensor<f64>) -> tensor<?xf64, ["m"]>
    "mgc.yield"(%17) : (tensor<?xf64, ["m"]>) -> ()
  }) {extent = "m"} : (tensor<?xf64, ["m"]>) -> tensor<?xf64, ["m"]>
  func.return %2 : tensor<?xf64, ["m"]>
}

// -----

// becomes
func.func @f(%x: tensor<?xf64, ["m+16"]> {mgc.name = "x", mgc.kind = "array"}, %start: tensor<1xi64> {mgc.name = "start", mgc.kind = "array"}, %y: tensor<?xf64, ["m"]> {mgc.name = "y", mgc.kind = "array"}) -> (tensor<?xf64, ["m"]>) attributes {mgc.symbols = ["m"]} {
  %0 = "mgc.empty"() {shape = ["m"], dtype = f64} : () -> tensor<?xf64, ["m"]>
  %1 = "mgc.squeeze"(%start) {axes = [0]} : (tensor<1xi64>) -> tensor<i64>
  "mgc.bind"(%1) {symbol = "k"} : (tensor<i64>) -> ()
  %2 = "mgc.extent"() {extent = 0 : i64, dtype = i64} : () -> tensor<i64>
  %3 = "mgc.extent"() {extent = "k", dtype = i64} : () -> tensor<i64>
  %4 = "mgc.less_equal"(%2, %3) : (tensor<i64>, tensor<i64>) -> tensor<i1>
  %5 = "mgc.extent"() {extent = "k", dtype = i64} : () -> tensor<i64>
  %6 = "mgc.extent"() {extent = 15 : i64, dtype = i64} : () -> tensor<i64>
  %7 = "mgc.less_equal"(%5, %6) : (tensor<i64>, tensor<i64>) -> tensor<i1>
  %8 = "mgc.logical_and"(%4, %7) : (tensor<i1>, tensor<i1>) -> tensor<i1>
  %9 = "mgc.if"(%8, %0) ({
  ^bb0(%10: tensor<?xf64, ["m"]>):
    %11 = "mgc.for"(%10) ({
    ^bb0(%i: index, %12: tensor<?xf64, ["m"]>):
      %13 = "mgc.extent"() {extent = "i", dtype = i64} : () -> tensor<i64>
      %14 = "mgc.add"(%13, %1) : (tensor<i64>, tensor<i64>) -> tensor<i64>
      %15 = "mgc.extent"() {extent = "k+i", dtype = i64} : () -> tensor<i64>
      %16 = "mgc.slice"(%x) {starts = ["k+i"], sizes = [1], steps = [1]} : (tensor<?xf64, ["m+16"]>) -> tensor<1xf64>
      %17 = "mgc.squeeze"(%16) {axes = [0]} : (tensor<1xf64>) -> tensor<f64>
      %18 = "mgc.extent"() {extent = "i", dtype = i64} : () -> tensor<i64>
      %19 = "mgc.add"(%18, %1) : (tensor<i64>, tensor<i64>) -> tensor<i64>
      %20 = "mgc.constant"() {value = dense<1> : tensor<i64>} : () -> tensor<i64>
      %21 = "mgc.add"(%19, %20) : (tensor<i64>, tensor<i64>) -> tensor<i64>
      %22 = "mgc.extent"() {extent = "k+i+1", dtype = i64} : () -> tensor<i64>
      %23 = "mgc.slice"(%x) {starts = ["k+i+1"], sizes = [1], steps = [1]} : (tensor<?xf64, ["m+16"]>) -> tensor<1xf64>
      %24 = "mgc.squeeze"(%23) {axes = [0]} : (tensor<1xf64>) -> tensor<f64>
      %25 = "mgc.subtract"(%17, %24) : (tensor<f64>, tensor<f64>) -> tensor<f64>
      %26 = "mgc.update"(%12, %25) {view = [{op = "slice", starts = ["i"], sizes = [1], steps = [1]}, {op = "squeeze", axes = [0]}]} : (tensor<?xf64, ["m"]>, tensor<f64>) -> tensor<?xf64, ["m"]>
      "mgc.yield"(%26) : (tensor<?xf64, ["m"]>) -> ()
    }) {extent = "m"} : (tensor<?xf64, ["m"]>) -> tensor<?xf64, ["m"]>
    "mgc.yield"(%11) : (tensor<?xf64, ["m"]>) -> ()
  }, {
  ^bb0(%27: tensor<?xf64, ["m"]>):
    %28 = "mgc.for"(%27) ({
    ^bb0(%i_1: index, %29: tensor<?xf64, ["m"]>):
      %30 = "mgc.extent"() {extent = "i_1", dtype = i64} : () -> tensor<i64>
      %31 = "mgc.add"(%30, %1) : (tensor<i64>, tensor<i64>) -> tensor<i64>
      %32 = "mgc.check_bounds"(%31) {axis = 0 : i64, size = "m+16"} : (tensor<i64>) -> tensor<i64>
      "mgc.bind"(%32) {symbol = "k_1", lower = 0 : i64, upper = "m+15"} : (tensor<i64>) -> ()
      %33 = "mgc.slice"(%x) {starts = ["k_1"], sizes = [1], steps = [1]} : (tensor<?xf64, ["m+16"]>) -> tensor<1xf64>
      %34 = "mgc.squeeze"(%33) {axes = [0]} : (tensor<1xf64>) -> tensor<f64>
      %35 = "mgc.extent"() {extent = "i_1", dtype = i64} : () -> tensor<i64>
      %36 = "mgc.add"(%35, %1) : (tensor<i64>, tensor<i64>) -> tensor<i64>
      %37 = "mgc.constant"() {value = dense<1> : tensor<i64>} : () -> tensor<i64>
      %38 = "mgc.add"(%36, %37) : (tensor<i64>, tensor<i64>) -> tensor<i64>
      %39 = "mgc.check_bounds"(%38) {axis = 0 : i64, size = "m+16"} : (tensor<i64>) -> tensor<i64>
      "mgc.bind"(%39) {symbol = "k_1_1", lower = 0 : i64, upper = "m+15"} : (tensor<i64>) -> ()
      %40 = "mgc.slice"(%x) {starts = ["k_1_1"], sizes = [1], steps = [1]} : (tensor<?xf64, ["m+16"]>) -> tensor<1xf64>
      %41 = "mgc.squeeze"(%40) {axes = [0]} : (tensor<1xf64>) -> tensor<f64>
      %42 = "mgc.subtract"(%34, %41) : (tensor<f64>, tensor<f64>) -> tensor<f64>
      %43 = "mgc.update"(%29, %42) {view = [{op = "slice", starts = ["i_1"], sizes = [1], steps = [1]}, {op = "squeeze", axes = [0]}]} : (tensor<?xf64, ["m"]>, tensor<f64>) -> tensor<?xf64, ["m"]>
      "mgc.yield"(%43) : (tensor<?xf64, ["m"]>) -> ()
    }) {extent = "m"} : (tensor<?xf64, ["m"]>) -> tensor<?xf64, ["m"]>
    "mgc.yield"(%28) : (tensor<?xf64, ["m"]>) -> ()
  }) {results = [tensor<?xf64, ["m"]>]} : (tensor<i1>, tensor<?xf64, ["m"]>) -> tensor<?xf64, ["m"]>
  func.return %9 : tensor<?xf64, ["m"]>
}

// -----

// the number may be read in the loop, and the indices may fall
func.func @f(%x: tensor<?xf64, ["2*m+16"]> {mgc.name = "x", mgc.kind = "array"}, %y: tensor<?xf64, ["m"]> {mgc.name = "y", mgc.kind = "array"}, %last: tensor<1xi64> {mgc.name = "last", mgc.kind = "array"}) -> (tensor<f64> {mgc.scalar}) attributes {mgc.symbols = ["m"]} {
  %0 = "mgc.constant"() {value = dense<0.0> : tensor<f64>} : () -> tensor<f64>
  %1 = "mgc.for"(%0) ({
  ^bb0(%i: index, %t: tensor<f64>):
    %2 = "mgc.squeeze"(%last) {axes = [0]} : (tensor<1xi64>) -> tensor<i64>
    %3 = "mgc.extent"() {extent = "2*i", dtype = i64} : () -> tensor<i64>
    %4 = "mgc.subtract"(%2, %3) : (tensor<i64>, tensor<i64>) -> tensor<i64>
    %5 = "mgc.check_bounds"(%4) {axis = 0 : i64, size = "2*m+16"} : (tensor<i64>) -> tensor<i64>
    "mgc.bind"(%5) {symbol = "k", lower = 0 : i64, upper = "2*m+15"} : (tensor<i64>) -> ()
    %6 = "mgc.slice"(%x) {starts = ["k"], sizes = [1], steps = [1]} : (tensor<?xf64, ["2*m+16"]>) -> tensor<1xf64>
    %7 = "mgc.squeeze"(%6) {axes = [0]} : (tensor<1xf64>) -> tensor<f64>
    %8 = "mgc.slice"(%y) {starts = ["i"], sizes = [1], steps = [1]} : (tensor<?xf64, ["m"]>) -> tensor<1xf64>
    %9 = "mgc.squeeze"(%8) {axes = [0]} : (tensor<1xf64>) -> tensor<f64>
    %10 = "mgc.multiply"(%7, %9) : (tensor<f64>, tensor<f64>) -> tensor<f64>
    %11 = "mgc.add"(%t, %10) : (tensor<f64>, tensor<f64>) -> tensor<f64>
    "mgc.yield"(%11) : (tensor<f64>) -> ()
  }) {extent = "m"} : (tensor<f64>) -> tensor<f64>
  func.return %1 : tensor<f64>
}

// -----

// becomes
func.func @f(%x: tensor<?xf64, ["2*m+16"]> {mgc.name = "x", mgc.kind = "array"}, %y: tensor<?xf64, ["m"]> {mgc.name = "y", mgc.kind = "array"}, %last: tensor<1xi64> {mgc.name = "last", mgc.kind = "array"}) -> (tensor<f64> {mgc.scalar}) attributes {mgc.symbols = ["m"]} {
  %0 = "mgc.constant"() {value = dense<0.0> : tensor<f64>} : () -> tensor<f64>
  %1 = "mgc.squeeze"(%last) {axes = [0]} : (tensor<1xi64>) -> tensor<i64>
  "mgc.bind"(%1) {symbol = "k"} : (tensor<i64>) -> ()
  %2 = "mgc.extent"() {extent = "2*m-2", dtype = i64} : () -> tensor<i64>
  %3 = "mgc.extent"() {extent = "k", dtype = i64} : () -> tensor<i64>
  %4 = "mgc.less_equal"(%2, %3) : (tensor<i64>, tensor<i64>) -> tensor<i1>
  %5 = "mgc.extent"() {extent = "k", dtype = i64} : () -> tensor<i64>
  %6 = "mgc.extent"() {extent = "2*m+15", dtype = i64} : () -> tensor<i64>
  %7 = "mgc.less_equal"(%5, %6) : (tensor<i64>, tensor<i64>) -> tensor<i1>
  %8 = "mgc.logical_and"(%4, %7) : (tensor<i1>, tensor<i1>) -> tensor<i1>
  %9 = "mgc.if"(%8, %0) ({
  ^bb0(%t: tensor<f64>):
    %10 = "mgc.for"(%t) ({
    ^bb0(%i: index, %t_1: tensor<f64>):
      %11 = "mgc.squeeze"(%last) {axes = [0]} : (tensor<1xi64>) -> tensor<i64>
      %12 = "mgc.extent"() {extent = "2*i", dtype = i64} : () -> tensor<i64>
      %13 = "mgc.subtract"(%11, %12) : (tensor<i64>, tensor<i64>) -> tensor<i64>
      %14 = "mgc.extent"() {extent = "k-2*i", dtype = i64} : () -> tensor<i64>
      %15 = "mgc.slice"(%x) {starts = ["k-2*i"], sizes = [1], steps = [1]} : (tensor<?xf64, ["2*m+16"]>) -> tensor<1xf64>
      %16 = "mgc.squeeze"(%15) {axes = [0]} : (tensor<1xf64>) -> tensor<f64>
      %17 = "mgc.slice"(%y) {starts = ["i"], sizes = [1], steps = [1]} : (tensor<?xf64, ["m"]>) -> tensor<1xf64>
      %18 = "mgc.squeeze"(%17) {axes = [0]} : (tensor<1xf64>) -> tensor<f64>
      %19 = "mgc.multiply"(%16, %18) : (tensor<f64>, tensor<f64>) -> tensor<f64>
      %20 = "mgc.add"(%t_1, %19) : (tensor<f64>, tensor<f64>) -> tensor<f64>
      "mgc.yield"(%20) : (tensor<f64>) -> ()
    }) {extent = "m"} : (tensor<f64>) -> tensor<f64>
    "mgc.yield"(%10) : (tensor<f64>) -> ()
  }, {
  ^bb0(%t_2: tensor<f64>):
    %21 = "mgc.for"(%t_2) ({
    ^bb0(%i_1: index, %t_3: tensor<f64>):
      %22 = "mgc.squeeze"(%last) {axes = [0]} : (tensor<1xi64>) -> tensor<i64>
      %23 = "mgc.extent"() {extent = "2*i_1", dtype = i64} : () -> tensor<i64>
      %24 = "mgc.subtract"(%22, %23) : (tensor<i64>, tensor<i64>) -> tensor<i64>
      %25 = "mgc.check_bounds"(%24) {axis = 0 : i64, size = "2*m+16"} : (tensor<i64>) -> tensor<i64>
      "mgc.bind"(%25) {symbol = "k_1", lower = 0 : i64, upper = "2*m+15"} : (tensor<i64>) -> ()
      %26 = "mgc.slice"(%x) {starts = ["k_1"], sizes = [1], steps = [1]} : (tensor<?xf64, ["2*m+16"]>) -> tensor<1xf64>
      %27 = "mgc.squeeze"(%26) {axes = [0]} : (tensor<1xf64>) -> tensor<f64>
      %28 = "mgc.slice"(%y) {starts = ["i_1"], sizes = [1], steps = [1]} : (tensor<?xf64, ["m"]>) -> tensor<1xf64>
      %29 = "mgc.squeeze"(%28) {axes = [0]} : (tensor<1xf64>) -> tensor<f64>
      %30 = "mgc.multiply"(%27, %29) : (tensor<f64>, tensor<f64>) -> tensor<f64>
      %31 = "mgc.add"(%t_3, %30) : (tensor<f64>, tensor<f64>) -> tensor<f64>
      "mgc.yield"(%31) : (tensor<f64>) -> ()
    }) {extent = "m"} : (tensor<f64>) -> tensor<f64>
    "mgc.yield"(%21) : (tensor<f64>) -> ()
  }) {results = [tensor<f64>]} : (tensor<i1>, tensor<f64>) -> tensor<f64>
  func.return %9 : tensor<f64>
}

// -----

// extents that differ are compared once, also for what a branch reads
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}, %y: tensor<?xf64, ["m"]> {mgc.name = "y", mgc.kind = "array"}) -> (tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.empty"() {shape = ["n"], dtype = f64} : () -> tensor<?xf64, ["n"]>
  %1 = "mgc.for"(%0) ({
  ^bb0(%i: index, %2: tensor<?xf64, ["n"]>):
    %3 = "mgc.slice"(%x) {starts = ["i"], sizes = [1], steps = [1]} : (tensor<?xf64, ["n"]>) -> tensor<1xf64>
    %4 = "mgc.squeeze"(%3) {axes = [0]} : (tensor<1xf64>) -> tensor<f64>
    %5 = "mgc.constant"() {value = dense<0.0> : tensor<f64>} : () -> tensor<f64>
    %6 = "mgc.greater"(%4, %5) : (tensor<f64>, tensor<f64>) -> tensor<i1>
    %7 = "mgc.if"(%6, %2) ({
    ^bb0(%8: tensor<?xf64, ["n"]>):
      %9 = "mgc.extent"() {extent = "i", dtype = i64} : () -> tensor<i64>
      %10 = "mgc.check_bounds"(%9) {axis = 0 : i64, size = "m"} : (tensor<i64>) -> tensor<i64>
      "mgc.bind"(%10) {symbol = "k", lower = 0 : i64, upper = "m-1"} : (tensor<i64>) -> ()
      %11 = "mgc.slice"(%y) {starts = ["k"], sizes = [1], steps = [1]} : (tensor<?xf64, ["m"]>) -> tensor<1xf64>
      %12 = "mgc.squeeze"(%11) {axes = [0]} : (tensor<1xf64>) -> tensor<f64>
      %13 = "mgc.update"(%8, %12) {view = [{op = "slice", starts = ["i"], sizes = [1], steps = [1]}, {op = "squeeze", axes = [0]}]} : (tensor<?xf64, ["n"]>, tensor<f64>) -> tensor<?xf64, ["n"]>
      "mgc.yield"(%13) : (tensor<?xf64, ["n"]>) -> ()
    }, {
    ^bb0(%14: tensor<?xf64, ["n"]>):
      %15 = "mgc.constant"() {value = dense<0.0> : tensor<f64>} : () -> tensor<f64>
      %16 = "mgc.update"(%14, %15) {view = [{op = "slice", starts = ["i"], sizes = [1], steps = [1]}, {op = "squeeze", axes = [0]}]} : (tensor<?xf64, ["n"]>, tensor<f64>) -> tensor<?xf64, ["n"]>
      "mgc.yield"(%16) : (tensor<?xf64, ["n"]>) -> ()
    }) {results = [tensor<?xf64, ["n"]>]} : (tensor<i1>, tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
    "mgc.yield"(%7) : (tensor<?xf64, ["n"]>) -> ()
  }) {extent = "n"} : (tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  func.return %1 : tensor<?xf64, ["n"]>
}

// -----

// becomes
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}, %y: tensor<?xf64, ["m"]> {mgc.name = "y", mgc.kind = "array"}) -> (tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.empty"() {shape = ["n"], dtype = f64} : () -> tensor<?xf64, ["n"]>
  %1 = "mgc.extent"() {extent = 0 : i64, dtype = i64} : () -> tensor<i64>
  %2 = "mgc.extent"() {extent = 0 : i64, dtype = i64} : () -> tensor<i64>
  %3 = "mgc.less_equal"(%1, %2) : (tensor<i64>, tensor<i64>) -> tensor<i1>
  %4 = "mgc.extent"() {extent = 0 : i64, dtype = i64} : () -> tensor<i64>
  %5 = "mgc.extent"() {extent = "-n+m", dtype = i64} : () -> tensor<i64>
  %6 = "mgc.less_equal"(%4, %5) : (tensor<i64>, tensor<i64>) -> tensor<i1>
  %7 = "mgc.logical_and"(%3, %6) : (tensor<i1>, tensor<i1>) -> tensor<i1>
  %8 = "mgc.if"(%7, %0) ({
  ^bb0(%9: tensor<?xf64, ["n"]>):
    %10 = "mgc.for"(%9) ({
    ^bb0(%i: index, %11: tensor<?xf64, ["n"]>):
      %12 = "mgc.slice"(%x) {starts = ["i"], sizes = [1], steps = [1]} : (tensor<?xf64, ["n"]>) -> tensor<1xf64>
      %13 = "mgc.squeeze"(%12) {axes = [0]} : (tensor<1xf64>) -> tensor<f64>
      %14 = "mgc.constant"() {value = dense<0.0> : tensor<f64>} : () -> tensor<f64>
      %15 = "mgc.greater"(%13, %14) : (tensor<f64>, tensor<f64>) -> tensor<i1>
      %16 = "mgc.if"(%15, %11) ({
      ^bb0(%17: tensor<?xf64, ["n"]>):
        %18 = "mgc.extent"() {extent = "i", dtype = i64} : () -> tensor<i64>
        %19 = "mgc.extent"() {extent = "i", dtype = i64} : () -> tensor<i64>
        %20 = "mgc.slice"(%y) {starts = ["i"], sizes = [1], steps = [1]} : (tensor<?xf64, ["m"]>) -> tensor<1xf64>
        %21 = "mgc.squeeze"(%20) {axes = [0]} : (tensor<1xf64>) -> tensor<f64>
        %22 = "mgc.update"(%17, %21) {view = [{op = "slice", starts = ["i"], sizes = [1], steps = [1]}, {op = "squeeze", axes = [0]}]} : (tensor<?xf64, ["n"]>, tensor<f64>) -> tensor<?xf64, ["n"]>
        "mgc.yield"(%22) : (tensor<?xf64, ["n"]>) -> ()
      }, {
      ^bb0(%23: tensor<?xf64, ["n"]>):
        %24 = "mgc.constant"() {value = dense<0.0> : tensor<f64>} : () -> tensor<f64>
        %25 = "mgc.update"(%23, %24) {view = [{op = "slice", starts = ["i"], sizes = [1], steps = [1]}, {op = "squeeze", axes = [0]}]} : (tensor<?xf64, ["n"]>, tensor<f64>) -> tensor<?xf64, ["n"]>
        "mgc.yield"(%25) : (tensor<?xf64, ["n"]>) -> ()
      }) {results = [tensor<?xf64, ["n"]>]} : (tensor<i1>, tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
      "mgc.yield"(%16) : (tensor<?xf64, ["n"]>) -> ()
    }) {extent = "n"} : (tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
    "mgc.yield"(%10) : (tensor<?xf64, ["n"]>) -> ()
  }, {
  ^bb0(%26: tensor<?xf64, ["n"]>):
    %27 = "mgc.for"(%26) ({
    ^bb0(%i_1: index, %28: tensor<?xf64, ["n"]>):
      %29 = "mgc.slice"(%x) {starts = ["i_1"], sizes = [1], steps = [1]} : (tensor<?xf64, ["n"]>) -> tensor<1xf64>
      %30 = "mgc.squeeze"(%29) {axes = [0]} : (tensor<1xf64>) -> tensor<f64>
      %31 = "mgc.constant"() {value = dense<0.0> : tensor<f64>} : () -> tensor<f64>
      %32 = "mgc.greater"(%30, %31) : (tensor<f64>, tensor<f64>) -> tensor<i1>
      %33 = "mgc.if"(%32, %28) ({
      ^bb0(%34: tensor<?xf64, ["n"]>):
        %35 = "mgc.extent"() {extent = "i_1", dtype = i64} : () -> tensor<i64>
        %36 = "mgc.check_bounds"(%35) {axis = 0 : i64, size = "m"} : (tensor<i64>) -> tensor<i64>
        "mgc.bind"(%36) {symbol = "k", lower = 0 : i64, upper = "m-1"} : (tensor<i64>) -> ()
        %37 = "mgc.slice"(%y) {starts = ["k"], sizes = [1], steps = [1]} : (tensor<?xf64, ["m"]>) -> tensor<1xf64>
        %38 = "mgc.squeeze"(%37) {axes = [0]} : (tensor<1xf64>) -> tensor<f64>
        %39 = "mgc.update"(%34, %38) {view = [{op = "slice", starts = ["i_1"], sizes = [1], steps = [1]}, {op = "squeeze", axes = [0]}]} : (tensor<?xf64, ["n"]>, tensor<f64>) -> tensor<?xf64, ["n"]>
        "mgc.yield"(%39) : (tensor<?xf64, ["n"]>) -> ()
      }, {
      ^bb0(%40: tensor<?xf64, ["n"]>):
        %41 = "mgc.constant"() {value = dense<0.0> : tensor<f64>} : () -> tensor<f64>
        %42 = "mgc.update"(%40, %41) {view = [{op = "slice", starts = ["i_1"], sizes = [1], steps = [1]}, {op = "squeeze", axes = [0]}]} : (tensor<?xf64, ["n"]>, tensor<f64>) -> tensor<?xf64, ["n"]>
        "mgc.yield"(%42) : (tensor<?xf64, ["n"]>) -> ()
      }) {results = [tensor<?xf64, ["n"]>]} : (tensor<i1>, tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
      "mgc.yield"(%33) : (tensor<?xf64, ["n"]>) -> ()
    }) {extent = "n"} : (tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
    "mgc.yield"(%27) : (tensor<?xf64, ["n"]>) -> ()
  }) {results = [tensor<?xf64, ["n"]>]} : (tensor<i1>, tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  func.return %8 : tensor<?xf64, ["n"]>
}

// -----

// indices that are known to be in range do not make a loop be written twice
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<f64> {mgc.scalar}) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.constant"() {value = dense<0.0> : tensor<f64>} : () -> tensor<f64>
  %1 = "mgc.for"(%0) ({
  ^bb0(%i: index, %t: tensor<f64>):
    %2 = "mgc.slice"(%x) {starts = ["i+1"], sizes = [1], steps = [1]} : (tensor<?xf64, ["n"]>) -> tensor<1xf64>
    %3 = "mgc.squeeze"(%2) {axes = [0]} : (tensor<1xf64>) -> tensor<f64>
    %4 = "mgc.slice"(%x) {starts = ["i"], sizes = [1], steps = [1]} : (tensor<?xf64, ["n"]>) -> tensor<1xf64>
    %5 = "mgc.squeeze"(%4) {axes = [0]} : (tensor<1xf64>) -> tensor<f64>
    %6 = "mgc.subtract"(%3, %5) : (tensor<f64>, tensor<f64>) -> tensor<f64>
    %7 = "mgc.add"(%t, %6) : (tensor<f64>, tensor<f64>) -> tensor<f64>
    "mgc.yield"(%7) : (tensor<f64>) -> ()
  }) {extent = "max(n-1,0)"} : (tensor<f64>) -> tensor<f64>
  func.return %1 : tensor<f64>
}

// -----

// becomes
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<f64> {mgc.scalar}) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.constant"() {value = dense<0.0> : tensor<f64>} : () -> tensor<f64>
  %1 = "mgc.for"(%0) ({
  ^bb0(%i: index, %t: tensor<f64>):
    %2 = "mgc.slice"(%x) {starts = ["i+1"], sizes = [1], steps = [1]} : (tensor<?xf64, ["n"]>) -> tensor<1xf64>
    %3 = "mgc.squeeze"(%2) {axes = [0]} : (tensor<1xf64>) -> tensor<f64>
    %4 = "mgc.slice"(%x) {starts = ["i"], sizes = [1], steps = [1]} : (tensor<?xf64, ["n"]>) -> tensor<1xf64>
    %5 = "mgc.squeeze"(%4) {axes = [0]} : (tensor<1xf64>) -> tensor<f64>
    %6 = "mgc.subtract"(%3, %5) : (tensor<f64>, tensor<f64>) -> tensor<f64>
    %7 = "mgc.add"(%t, %6) : (tensor<f64>, tensor<f64>) -> tensor<f64>
    "mgc.yield"(%7) : (tensor<f64>) -> ()
  }) {extent = "max(n-1,0)"} : (tensor<f64>) -> tensor<f64>
  func.return %1 : tensor<f64>
}

// -----

// nor do indices some of which have to be looked at one by one
func.func @f(%x: tensor<?xf64, ["m+16"]> {mgc.name = "x", mgc.kind = "array"}, %i: tensor<?xi64, ["m"]> {mgc.name = "i", mgc.kind = "array"}, %s: tensor<1xi64> {mgc.name = "s", mgc.kind = "array"}) -> (tensor<f64> {mgc.scalar}) attributes {mgc.symbols = ["m"]} {
  %0 = "mgc.constant"() {value = dense<0.0> : tensor<f64>} : () -> tensor<f64>
  %1 = "mgc.for"(%0) ({
  ^bb0(%i_1: index, %t: tensor<f64>):
    %2 = "mgc.slice"(%i) {starts = ["i_1"], sizes = [1], steps = [1]} : (tensor<?xi64, ["m"]>) -> tensor<1xi64>
    %3 = "mgc.squeeze"(%2) {axes = [0]} : (tensor<1xi64>) -> tensor<i64>
    %4 = "mgc.check_bounds"(%3) {axis = 0 : i64, size = "m+16"} : (tensor<i64>) -> tensor<i64>
    "mgc.bind"(%4) {symbol = "k", lower = 0 : i64, upper = "m+15"} : (tensor<i64>) -> ()
    %5 = "mgc.slice"(%x) {starts = ["k"], sizes = [1], steps = [1]} : (tensor<?xf64, ["m+16"]>) -> tensor<1xf64>
    %6 = "mgc.squeeze"(%5) {axes = [0]} : (tensor<1xf64>) -> tensor<f64>
    %7 = "mgc.squeeze"(%s) {axes = [0]} : (tensor<1xi64>) -> tensor<i64>
    %8 = "mgc.extent"() {extent = "i_1", dtype = i64} : () -> tensor<i64>
    %9 = "mgc.add"(%8, %7) : (tensor<i64>, tensor<i64>) -> tensor<i64>
    %10 = "mgc.check_bounds"(%9) {axis = 0 : i64, size = "m+16"} : (tensor<i64>) -> tensor<i64>
    "mgc.bind"(%10) {symbol = "k_1", lower = 0 : i64, upper = "m+15"} : (tensor<i64>) -> ()
    %11 = "mgc.slice"(%x) {starts = ["k_1"], sizes = [1], steps = [1]} : (tensor<?xf64, ["m+16"]>) -> tensor<1xf64>
    %12 = "mgc.squeeze"(%11) {axes = [0]} : (tensor<1xf64>) -> tensor<f64>
    %13 = "mgc.add"(%6, %12) : (tensor<f64>, tensor<f64>) -> tensor<f64>
    %14 = "mgc.add"(%t, %13) : (tensor<f64>, tensor<f64>) -> tensor<f64>
    "mgc.yield"(%14) : (tensor<f64>) -> ()
  }) {extent = "m"} : (tensor<f64>) -> tensor<f64>
  func.return %1 : tensor<f64>
}

// -----

// becomes
func.func @f(%x: tensor<?xf64, ["m+16"]> {mgc.name = "x", mgc.kind = "array"}, %i: tensor<?xi64, ["m"]> {mgc.name = "i", mgc.kind = "array"}, %s: tensor<1xi64> {mgc.name = "s", mgc.kind = "array"}) -> (tensor<f64> {mgc.scalar}) attributes {mgc.symbols = ["m"]} {
  %0 = "mgc.constant"() {value = dense<0.0> : tensor<f64>} : () -> tensor<f64>
  %1 = "mgc.for"(%0) ({
  ^bb0(%i_1: index, %t: tensor<f64>):
    %2 = "mgc.slice"(%i) {starts = ["i_1"], sizes = [1], steps = [1]} : (tensor<?xi64, ["m"]>) -> tensor<1xi64>
    %3 = "mgc.squeeze"(%2) {axes = [0]} : (tensor<1xi64>) -> tensor<i64>
    %4 = "mgc.check_bounds"(%3) {axis = 0 : i64, size = "m+16"} : (tensor<i64>) -> tensor<i64>
    "mgc.bind"(%4) {symbol = "k", lower = 0 : i64, upper = "m+15"} : (tensor<i64>) -> ()
    %5 = "mgc.slice"(%x) {starts = ["k"], sizes = [1], steps = [1]} : (tensor<?xf64, ["m+16"]>) -> tensor<1xf64>
    %6 = "mgc.squeeze"(%5) {axes = [0]} : (tensor<1xf64>) -> tensor<f64>
    %7 = "mgc.squeeze"(%s) {axes = [0]} : (tensor<1xi64>) -> tensor<i64>
    %8 = "mgc.extent"() {extent = "i_1", dtype = i64} : () -> tensor<i64>
    %9 = "mgc.add"(%8, %7) : (tensor<i64>, tensor<i64>) -> tensor<i64>
    %10 = "mgc.check_bounds"(%9) {axis = 0 : i64, size = "m+16"} : (tensor<i64>) -> tensor<i64>
    "mgc.bind"(%10) {symbol = "k_1", lower = 0 : i64, upper = "m+15"} : (tensor<i64>) -> ()
    %11 = "mgc.slice"(%x) {starts = ["k_1"], sizes = [1], steps = [1]} : (tensor<?xf64, ["m+16"]>) -> tensor<1xf64>
    %12 = "mgc.squeeze"(%11) {axes = [0]} : (tensor<1xf64>) -> tensor<f64>
    %13 = "mgc.add"(%6, %12) : (tensor<f64>, tensor<f64>) -> tensor<f64>
    %14 = "mgc.add"(%t, %13) : (tensor<f64>, tensor<f64>) -> tensor<f64>
    "mgc.yield"(%14) : (tensor<f64>) -> ()
  }) {extent = "m"} : (tensor<f64>) -> tensor<f64>
  func.return %1 : tensor<f64>
}
