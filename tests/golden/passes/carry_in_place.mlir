// memory that is not read any more is written again
func.func @shorter(%x: tensor<4xf64> {mgc.name = "x", mgc.kind = "array"}, %places: tensor<2xi64> {mgc.name = "places", mgc.kind = "array"}) -> (tensor<4xf64>) {
  %0 = "mgc.for"(%x) ({
  ^bb0(%i: index, %y: tensor<4xf64>):
    %1 = "mgc.sum"(%y) {axes = [0], lanes = true} : (tensor<4xf64>) -> tensor<f64> loc("shorter"("/tmp/lead/g.py":5:13 to :20))
    %2 = "mgc.empty"() {shape = [4], dtype = f64} : () -> tensor<4xf64> loc("shorter"("/tmp/lead/g.py":6:13 to :24))
    %3 = "mgc.check_bounds"(%places) {axis = 0 : i64, size = 4 : i64} : (tensor<2xi64>) -> tensor<2xi64> loc("shorter"("/tmp/lead/g.py":7:17 to :26))
    %4 = "mgc.gather"(%y, %3) {axes = [0], position = 0 : i64} : (tensor<4xf64>, tensor<2xi64>) -> tensor<2xf64> loc("shorter"("/tmp/lead/g.py":7:17 to :26))
    %5 = "mgc.broadcast"(%1) {shape = [2]} : (tensor<f64>) -> tensor<2xf64> loc("shorter"("/tmp/lead/g.py":7:17 to :30))
    %6 = "mgc.multiply"(%4, %5) : (tensor<2xf64>, tensor<2xf64>) -> tensor<2xf64> loc("shorter"("/tmp/lead/g.py":7:17 to :30))
    %7 = "mgc.update"(%2, %6) {view = [{op = "slice", starts = [0], sizes = [2], steps = [1]}]} : (tensor<4xf64>, tensor<2xf64>) -> tensor<4xf64> loc("shorter"("/tmp/lead/g.py":7:9 to :14))
    %8 = "mgc.update"(%7, %5) {view = [{op = "slice", starts = [2], sizes = [2], steps = [1]}]} : (tensor<4xf64>, tensor<2xf64>) -> tensor<4xf64> loc("shorter"("/tmp/lead/g.py":8:9 to :14))
    "mgc.yield"(%8) : (tensor<4xf64>) -> ()
  }) {extent = 2 : i64} : (tensor<4xf64>) -> tensor<4xf64> loc("shorter"("/tmp/lead/g.py":4:14 to :22))
  func.return %0 : tensor<4xf64>
}

// -----

// becomes
func.func @shorter(%x: tensor<4xf64> {mgc.name = "x", mgc.kind = "array"}, %places: tensor<2xi64> {mgc.name = "places", mgc.kind = "array"}) -> (tensor<4xf64>) {
  %0 = "mgc.for"(%x) ({
  ^bb0(%i: index, %y: tensor<4xf64>):
    %1 = "mgc.sum"(%y) {axes = [0], lanes = true} : (tensor<4xf64>) -> tensor<f64> loc("shorter"("/tmp/lead/g.py":5:13 to :20))
    %2 = "mgc.check_bounds"(%places) {axis = 0 : i64, size = 4 : i64} : (tensor<2xi64>) -> tensor<2xi64> loc("shorter"("/tmp/lead/g.py":7:17 to :26))
    %3 = "mgc.gather"(%y, %2) {axes = [0], position = 0 : i64} : (tensor<4xf64>, tensor<2xi64>) -> tensor<2xf64> loc("shorter"("/tmp/lead/g.py":7:17 to :26))
    %4 = "mgc.broadcast"(%1) {shape = [2]} : (tensor<f64>) -> tensor<2xf64> loc("shorter"("/tmp/lead/g.py":7:17 to :30))
    %5 = "mgc.multiply"(%3, %4) : (tensor<2xf64>, tensor<2xf64>) -> tensor<2xf64> loc("shorter"("/tmp/lead/g.py":7:17 to :30))
    %6 = "mgc.update"(%y, %5) {view = [{op = "slice", starts = [0], sizes = [2], steps = [1]}]} : (tensor<4xf64>, tensor<2xf64>) -> tensor<4xf64> loc("shorter"("/tmp/lead/g.py":7:9 to :14))
    %7 = "mgc.update"(%6, %4) {view = [{op = "slice", starts = [2], sizes = [2], steps = [1]}]} : (tensor<4xf64>, tensor<2xf64>) -> tensor<4xf64> loc("shorter"("/tmp/lead/g.py":8:9 to :14))
    "mgc.yield"(%7) : (tensor<4xf64>) -> ()
  }) {extent = 2 : i64} : (tensor<4xf64>) -> tensor<4xf64> loc("shorter"("/tmp/lead/g.py":4:14 to :22))
  func.return %0 : tensor<4xf64>
}

// -----

// a parameter that has been written is used in its last version
func.func @written(%x: tensor<4xf64> {mgc.name = "x", mgc.kind = "array"}, %v: tensor<2xf64> {mgc.name = "v", mgc.kind = "array"}) -> (tensor<4xf64>) {
  %0 = "mgc.for"(%x) ({
  ^bb0(%i: index, %y: tensor<4xf64>):
    %1 = "mgc.constant"() {value = dense<7.0> : tensor<f64>} : () -> tensor<f64> loc("written"("/tmp/lead/g.py":14:9 to :13))
    %2 = "mgc.update"(%y, %1) {view = [{op = "slice", starts = [0], sizes = [1], steps = [1]}, {op = "squeeze", axes = [0]}]} : (tensor<4xf64>, tensor<f64>) -> tensor<4xf64> loc("written"("/tmp/lead/g.py":14:9 to :13))
    %3 = "mgc.sum"(%2) {axes = [0], lanes = true} : (tensor<4xf64>) -> tensor<f64> loc("written"("/tmp/lead/g.py":15:13 to :20))
    %4 = "mgc.empty"() {shape = [4], dtype = f64} : () -> tensor<4xf64> loc("written"("/tmp/lead/g.py":16:13 to :24))
    %5 = "mgc.broadcast"(%3) {shape = [2]} : (tensor<f64>) -> tensor<2xf64> loc("written"("/tmp/lead/g.py":17:17 to :22))
    %6 = "mgc.multiply"(%v, %5) : (tensor<2xf64>, tensor<2xf64>) -> tensor<2xf64> loc("written"("/tmp/lead/g.py":17:17 to :22))
    %7 = "mgc.update"(%4, %6) {view = [{op = "slice", starts = [0], sizes = [2], steps = [1]}]} : (tensor<4xf64>, tensor<2xf64>) -> tensor<4xf64> loc("written"("/tmp/lead/g.py":17:9 to :14))
    %8 = "mgc.update"(%7, %5) {view = [{op = "slice", starts = [2], sizes = [2], steps = [1]}]} : (tensor<4xf64>, tensor<2xf64>) -> tensor<4xf64> loc("written"("/tmp/lead/g.py":18:9 to :14))
    "mgc.yield"(%8) : (tensor<4xf64>) -> ()
  }) {extent = 3 : i64} : (tensor<4xf64>) -> tensor<4xf64> loc("written"("/tmp/lead/g.py":13:14 to :22))
  func.return %0 : tensor<4xf64>
}

// -----

// becomes
func.func @written(%x: tensor<4xf64> {mgc.name = "x", mgc.kind = "array"}, %v: tensor<2xf64> {mgc.name = "v", mgc.kind = "array"}) -> (tensor<4xf64>) {
  %0 = "mgc.for"(%x) ({
  ^bb0(%i: index, %y: tensor<4xf64>):
    %1 = "mgc.constant"() {value = dense<7.0> : tensor<f64>} : () -> tensor<f64> loc("written"("/tmp/lead/g.py":14:9 to :13))
    %2 = "mgc.update"(%y, %1) {view = [{op = "slice", starts = [0], sizes = [1], steps = [1]}, {op = "squeeze", axes = [0]}]} : (tensor<4xf64>, tensor<f64>) -> tensor<4xf64> loc("written"("/tmp/lead/g.py":14:9 to :13))
    %3 = "mgc.sum"(%2) {axes = [0], lanes = true} : (tensor<4xf64>) -> tensor<f64> loc("written"("/tmp/lead/g.py":15:13 to :20))
    %4 = "mgc.broadcast"(%3) {shape = [2]} : (tensor<f64>) -> tensor<2xf64> loc("written"("/tmp/lead/g.py":17:17 to :22))
    %5 = "mgc.multiply"(%v, %4) : (tensor<2xf64>, tensor<2xf64>) -> tensor<2xf64> loc("written"("/tmp/lead/g.py":17:17 to :22))
    %6 = "mgc.update"(%2, %5) {view = [{op = "slice", starts = [0], sizes = [2], steps = [1]}]} : (tensor<4xf64>, tensor<2xf64>) -> tensor<4xf64> loc("written"("/tmp/lead/g.py":17:9 to :14))
    %7 = "mgc.update"(%6, %4) {view = [{op = "slice", starts = [2], sizes = [2], steps = [1]}]} : (tensor<4xf64>, tensor<2xf64>) -> tensor<4xf64> loc("written"("/tmp/lead/g.py":18:9 to :14))
    "mgc.yield"(%7) : (tensor<4xf64>) -> ()
  }) {extent = 3 : i64} : (tensor<4xf64>) -> tensor<4xf64> loc("written"("/tmp/lead/g.py":13:14 to :22))
  func.return %0 : tensor<4xf64>
}

// -----

// memory that is read after the first write stays
func.func @needed(%x: tensor<4xf64> {mgc.name = "x", mgc.kind = "array"}, %v: tensor<2xf64> {mgc.name = "v", mgc.kind = "array"}) -> (tensor<4xf64>) {
  %0 = "mgc.for"(%x) ({
  ^bb0(%i: index, %y: tensor<4xf64>):
    %1 = "mgc.empty"() {shape = [4], dtype = f64} : () -> tensor<4xf64> loc("needed"("/tmp/lead/g.py":24:13 to :24))
    %2 = "mgc.update"(%1, %v) {view = [{op = "slice", starts = [0], sizes = [2], steps = [1]}]} : (tensor<4xf64>, tensor<2xf64>) -> tensor<4xf64> loc("needed"("/tmp/lead/g.py":25:9 to :14))
    %3 = "mgc.slice"(%y) {starts = [0], sizes = [2], steps = [1]} : (tensor<4xf64>) -> tensor<2xf64> loc("needed"("/tmp/lead/g.py":26:9 to :14))
    %4 = "mgc.update"(%2, %3) {view = [{op = "slice", starts = [2], sizes = [2], steps = [1]}]} : (tensor<4xf64>, tensor<2xf64>) -> tensor<4xf64> loc("needed"("/tmp/lead/g.py":26:9 to :14))
    "mgc.yield"(%4) : (tensor<4xf64>) -> ()
  }) {extent = 3 : i64} : (tensor<4xf64>) -> tensor<4xf64> loc("needed"("/tmp/lead/g.py":23:14 to :22))
  func.return %0 : tensor<4xf64>
}

// -----

// becomes
func.func @needed(%x: tensor<4xf64> {mgc.name = "x", mgc.kind = "array"}, %v: tensor<2xf64> {mgc.name = "v", mgc.kind = "array"}) -> (tensor<4xf64>) {
  %0 = "mgc.for"(%x) ({
  ^bb0(%i: index, %y: tensor<4xf64>):
    %1 = "mgc.empty"() {shape = [4], dtype = f64} : () -> tensor<4xf64> loc("needed"("/tmp/lead/g.py":24:13 to :24))
    %2 = "mgc.update"(%1, %v) {view = [{op = "slice", starts = [0], sizes = [2], steps = [1]}]} : (tensor<4xf64>, tensor<2xf64>) -> tensor<4xf64> loc("needed"("/tmp/lead/g.py":25:9 to :14))
    %3 = "mgc.slice"(%y) {starts = [0], sizes = [2], steps = [1]} : (tensor<4xf64>) -> tensor<2xf64> loc("needed"("/tmp/lead/g.py":26:9 to :14))
    %4 = "mgc.update"(%2, %3) {view = [{op = "slice", starts = [2], sizes = [2], steps = [1]}]} : (tensor<4xf64>, tensor<2xf64>) -> tensor<4xf64> loc("needed"("/tmp/lead/g.py":26:9 to :14))
    "mgc.yield"(%4) : (tensor<4xf64>) -> ()
  }) {extent = 3 : i64} : (tensor<4xf64>) -> tensor<4xf64> loc("needed"("/tmp/lead/g.py":23:14 to :22))
  func.return %0 : tensor<4xf64>
}
