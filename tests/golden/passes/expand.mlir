// positions of true elements are stored at a count that is carried
func.func @f(%mask: tensor<?xi1, ["n"]> {mgc.name = "mask", mgc.kind = "array"}) -> (tensor<?xi64, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.true_positions"(%mask) : (tensor<?xi1, ["n"]>) -> tensor<?xi64, ["n"]>
  func.return %0 : tensor<?xi64, ["n"]>
}

// -----

// becomes
func.func @f(%mask: tensor<?xi1, ["n"]> {mgc.name = "mask", mgc.kind = "array"}) -> (tensor<?xi64, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.constant"() {value = dense<0> : tensor<i64>} : () -> tensor<i64>
  %1 = "mgc.broadcast"(%0) {shape = ["n"]} : (tensor<i64>) -> tensor<?xi64, ["n"]>
  %2 = "mgc.constant"() {value = dense<0> : tensor<i64>} : () -> tensor<i64>
  %3, %4 = "mgc.for"(%1, %2) ({
  ^bb0(%i: index, %5: tensor<?xi64, ["n"]>, %6: tensor<i64>):
    %7 = "mgc.slice"(%mask) {starts = ["i"], sizes = [1], steps = [1]} : (tensor<?xi1, ["n"]>) -> tensor<1xi1>
    %8 = "mgc.squeeze"(%7) {axes = [0]} : (tensor<1xi1>) -> tensor<i1>
    "mgc.bind"(%6) {symbol = "p", lower = 0 : i64, upper = "n-1"} : (tensor<i64>) -> ()
    %9 = "mgc.extent"() {extent = "i", dtype = i64} : () -> tensor<i64>
    %10 = "mgc.constant"() {value = dense<0> : tensor<i64>} : () -> tensor<i64>
    %11 = "mgc.where"(%8, %9, %10) : (tensor<i1>, tensor<i64>, tensor<i64>) -> tensor<i64>
    %12 = "mgc.update"(%5, %11) {view = [{op = "slice", starts = ["p"], sizes = [1], steps = [1]}, {op = "squeeze", axes = [0]}]} : (tensor<?xi64, ["n"]>, tensor<i64>) -> tensor<?xi64, ["n"]>
    %13 = "mgc.convert"(%8) {dtype = i64} : (tensor<i1>) -> tensor<i64>
    %14 = "mgc.add"(%6, %13) : (tensor<i64>, tensor<i64>) -> tensor<i64>
    "mgc.yield"(%12, %14) : (tensor<?xi64, ["n"]>, tensor<i64>) -> ()
  }) {extent = "n"} : (tensor<?xi64, ["n"]>, tensor<i64>) -> (tensor<?xi64, ["n"]>, tensor<i64>)
  func.return %3 : tensor<?xi64, ["n"]>
}

// -----

// sorting is done by merging runs
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.sort"(%x) : (tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  func.return %0 : tensor<?xf64, ["n"]>
}

// -----

// becomes
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.empty"() {shape = ["n"], dtype = f64} : () -> tensor<?xf64, ["n"]>
  %1 = "mgc.copy"(%x) : (tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  %2 = "mgc.empty"() {shape = ["n"], dtype = f64} : () -> tensor<?xf64, ["n"]>
  %3 = "mgc.constant"() {value = dense<1> : tensor<i64>} : () -> tensor<i64>
  %4, %5, %6 = "mgc.while"(%1, %2, %3) ({
  ^bb0(%7: tensor<?xf64, ["n"]>, %8: tensor<?xf64, ["n"]>, %9: tensor<i64>):
    %10 = "mgc.extent"() {extent = "n", dtype = i64} : () -> tensor<i64>
    %11 = "mgc.less"(%9, %10) : (tensor<i64>, tensor<i64>) -> tensor<i1>
    "mgc.yield"(%11) : (tensor<i1>) -> ()
  }, {
  ^bb0(%12: tensor<?xf64, ["n"]>, %13: tensor<?xf64, ["n"]>, %14: tensor<i64>):
    %15 = "mgc.constant"() {value = dense<0> : tensor<i64>} : () -> tensor<i64>
    %16, %17, %18, %19, %20 = "mgc.for"(%13, %15, %15, %15, %15) ({
    ^bb0(%i: index, %21: tensor<?xf64, ["n"]>, %22: tensor<i64>, %23: tensor<i64>, %24: tensor<i64>, %25: tensor<i64>):
      %26 = "mgc.extent"() {extent = "i", dtype = i64} : () -> tensor<i64>
      %27 = "mgc.extent"() {extent = "n", dtype = i64} : () -> tensor<i64>
      %28 = "mgc.equal"(%26, %25) : (tensor<i64>, tensor<i64>) -> tensor<i1>
      %29 = "mgc.where"(%28, %26, %22) : (tensor<i1>, tensor<i64>, tensor<i64>) -> tensor<i64>
      %30 = "mgc.add"(%26, %14) : (tensor<i64>, tensor<i64>) -> tensor<i64>
      %31 = "mgc.minimum"(%30, %27) : (tensor<i64>, tensor<i64>) -> tensor<i64>
      %32 = "mgc.where"(%28, %31, %24) : (tensor<i1>, tensor<i64>, tensor<i64>) -> tensor<i64>
      %33 = "mgc.where"(%28, %32, %23) : (tensor<i1>, tensor<i64>, tensor<i64>) -> tensor<i64>
      %34 = "mgc.add"(%32, %14) : (tensor<i64>, tensor<i64>) -> tensor<i64>
      %35 = "mgc.minimum"(%34, %27) : (tensor<i64>, tensor<i64>) -> tensor<i64>
      %36 = "mgc.where"(%28, %35, %25) : (tensor<i1>, tensor<i64>, tensor<i64>) -> tensor<i64>
      %37 = "mgc.extent"() {extent = "n-1", dtype = i64} : () -> tensor<i64>
      %38 = "mgc.minimum"(%29, %37) : (tensor<i64>, tensor<i64>) -> tensor<i64>
      %39 = "mgc.gather"(%12, %38) {axes = [0], position = 0 : i64} : (tensor<?xf64, ["n"]>, tensor<i64>) -> tensor<f64>
      %40 = "mgc.minimum"(%33, %37) : (tensor<i64>, tensor<i64>) -> tensor<i64>
      %41 = "mgc.gather"(%12, %40) {axes = [0], position = 0 : i64} : (tensor<?xf64, ["n"]>, tensor<i64>) -> tensor<f64>
      %42 = "mgc.greater_equal"(%33, %36) : (tensor<i64>, tensor<i64>) -> tensor<i1>
      %43 = "mgc.less"(%41, %39) : (tensor<f64>, tensor<f64>) -> tensor<i1>
      %44 = "mgc.not_equal"(%39, %39) : (tensor<f64>, tensor<f64>) -> tensor<i1>
      %45 = "mgc.not_equal"(%41, %41) : (tensor<f64>, tensor<f64>) -> tensor<i1>
      %46 = "mgc.logical_not"(%45) : (tensor<i1>) -> tensor<i1>
      %47 = "mgc.logical_and"(%44, %46) : (tensor<i1>, tensor<i1>) -> tensor<i1>
      %48 = "mgc.logical_or"(%43, %47) : (tensor<i1>, tensor<i1>) -> tensor<i1>
      %49 = "mgc.logical_not"(%48) : (tensor<i1>) -> tensor<i1>
      %50 = "mgc.logical_or"(%42, %49) : (tensor<i1>, tensor<i1>) -> tensor<i1>
      %51 = "mgc.less"(%29, %32) : (tensor<i64>, tensor<i64>) -> tensor<i1>
      %52 = "mgc.logical_and"(%51, %50) : (tensor<i1>, tensor<i1>) -> tensor<i1>
      %53 = "mgc.where"(%52, %39, %41) : (tensor<i1>, tensor<f64>, tensor<f64>) -> tensor<f64>
      %54 = "mgc.update"(%21, %53) {view = [{op = "slice", starts = ["i"], sizes = [1], steps = [1]}, {op = "squeeze", axes = [0]}]} : (tensor<?xf64, ["n"]>, tensor<f64>) -> tensor<?xf64, ["n"]>
      %55 = "mgc.convert"(%52) {dtype = i64} : (tensor<i1>) -> tensor<i64>
      %56 = "mgc.add"(%29, %55) : (tensor<i64>, tensor<i64>) -> tensor<i64>
      %57 = "mgc.logical_not"(%52) : (tensor<i1>) -> tensor<i1>
      %58 = "mgc.convert"(%57) {dtype = i64} : (tensor<i1>) -> tensor<i64>
      %59 = "mgc.add"(%33, %58) : (tensor<i64>, tensor<i64>) -> tensor<i64>
      "mgc.yield"(%54, %56, %59, %32, %36) : (tensor<?xf64, ["n"]>, tensor<i64>, tensor<i64>, tensor<i64>, tensor<i64>) -> ()
    }) {extent = "n"} : (tensor<?xf64, ["n"]>, tensor<i64>, tensor<i64>, tensor<i64>, tensor<i64>) -> (tensor<?xf64, ["n"]>, tensor<i64>, tensor<i64>, tensor<i64>, tensor<i64>)
    %60 = "mgc.add"(%14, %14) : (tensor<i64>, tensor<i64>) -> tensor<i64>
    %61 = "mgc.constant"() {value = dense<0> : tensor<i64>} : () -> tensor<i64>
    %62, %63, %64, %65, %66 = "mgc.for"(%12, %61, %61, %61, %61) ({
    ^bb0(%i_1: index, %67: tensor<?xf64, ["n"]>, %68: tensor<i64>, %69: tensor<i64>, %70: tensor<i64>, %71: tensor<i64>):
      %72 = "mgc.extent"() {extent = "i_1", dtype = i64} : () -> tensor<i64>
      %73 = "mgc.extent"() {extent = "n", dtype = i64} : () -> tensor<i64>
      %74 = "mgc.equal"(%72, %71) : (tensor<i64>, tensor<i64>) -> tensor<i1>
      %75 = "mgc.where"(%74, %72, %68) : (tensor<i1>, tensor<i64>, tensor<i64>) -> tensor<i64>
      %76 = "mgc.add"(%72, %60) : (tensor<i64>, tensor<i64>) -> tensor<i64>
      %77 = "mgc.minimum"(%76, %73) : (tensor<i64>, tensor<i64>) -> tensor<i64>
      %78 = "mgc.where"(%74, %77, %70) : (tensor<i1>, tensor<i64>, tensor<i64>) -> tensor<i64>
      %79 = "mgc.where"(%74, %78, %69) : (tensor<i1>, tensor<i64>, tensor<i64>) -> tensor<i64>
      %80 = "mgc.add"(%78, %60) : (tensor<i64>, tensor<i64>) -> tensor<i64>
      %81 = "mgc.minimum"(%80, %73) : (tensor<i64>, tensor<i64>) -> tensor<i64>
      %82 = "mgc.where"(%74, %81, %71) : (tensor<i1>, tensor<i64>, tensor<i64>) -> tensor<i64>
      %83 = "mgc.extent"() {extent = "n-1", dtype = i64} : () -> tensor<i64>
      %84 = "mgc.minimum"(%75, %83) : (tensor<i64>, tensor<i64>) -> tensor<i64>
      %85 = "mgc.gather"(%16, %84) {axes = [0], position = 0 : i64} : (tensor<?xf64, ["n"]>, tensor<i64>) -> tensor<f64>
      %86 = "mgc.minimum"(%79, %83) : (tensor<i64>, tensor<i64>) -> tensor<i64>
      %87 = "mgc.gather"(%16, %86) {axes = [0], position = 0 : i64} : (tensor<?xf64, ["n"]>, tensor<i64>) -> tensor<f64>
      %88 = "mgc.greater_equal"(%79, %82) : (tensor<i64>, tensor<i64>) -> tensor<i1>
      %89 = "mgc.less"(%87, %85) : (tensor<f64>, tensor<f64>) -> tensor<i1>
      %90 = "mgc.not_equal"(%85, %85) : (tensor<f64>, tensor<f64>) -> tensor<i1>
      %91 = "mgc.not_equal"(%87, %87) : (tensor<f64>, tensor<f64>) -> tensor<i1>
      %92 = "mgc.logical_not"(%91) : (tensor<i1>) -> tensor<i1>
      %93 = "mgc.logical_and"(%90, %92) : (tensor<i1>, tensor<i1>) -> tensor<i1>
      %94 = "mgc.logical_or"(%89, %93) : (tensor<i1>, tensor<i1>) -> tensor<i1>
      %95 = "mgc.logical_not"(%94) : (tensor<i1>) -> tensor<i1>
      %96 = "mgc.logical_or"(%88, %95) : (tensor<i1>, tensor<i1>) -> tensor<i1>
      %97 = "mgc.less"(%75, %78) : (tensor<i64>, tensor<i64>) -> tensor<i1>
      %98 = "mgc.logical_and"(%97, %96) : (tensor<i1>, tensor<i1>) -> tensor<i1>
      %99 = "mgc.where"(%98, %85, %87) : (tensor<i1>, tensor<f64>, tensor<f64>) -> tensor<f64>
      %100 = "mgc.update"(%67, %99) {view = [{op = "slice", starts = ["i_1"], sizes = [1], steps = [1]}, {op = "squeeze", axes = [0]}]} : (tensor<?xf64, ["n"]>, tensor<f64>) -> tensor<?xf64, ["n"]>
      %101 = "mgc.convert"(%98) {dtype = i64} : (tensor<i1>) -> tensor<i64>
      %102 = "mgc.add"(%75, %101) : (tensor<i64>, tensor<i64>) -> tensor<i64>
      %103 = "mgc.logical_not"(%98) : (tensor<i1>) -> tensor<i1>
      %104 = "mgc.convert"(%103) {dtype = i64} : (tensor<i1>) -> tensor<i64>
      %105 = "mgc.add"(%79, %104) : (tensor<i64>, tensor<i64>) -> tensor<i64>
      "mgc.yield"(%100, %102, %105, %78, %82) : (tensor<?xf64, ["n"]>, tensor<i64>, tensor<i64>, tensor<i64>, tensor<i64>) -> ()
    }) {extent = "n"} : (tensor<?xf64, ["n"]>, tensor<i64>, tensor<i64>, tensor<i64>, tensor<i64>) -> (tensor<?xf64, ["n"]>, tensor<i64>, tensor<i64>, tensor<i64>, tensor<i64>)
    %106 = "mgc.add"(%60, %60) : (tensor<i64>, tensor<i64>) -> tensor<i64>
    "mgc.yield"(%62, %16, %106) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>, tensor<i64>) -> ()
  }) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>, tensor<i64>) -> (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>, tensor<i64>)
  func.return %4 : tensor<?xf64, ["n"]>
}
