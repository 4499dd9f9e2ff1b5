// loops that are adjacent in memory become one vector loop
func.func @f(%x: tensor<?x?xf64, ["n", "m"]> {mgc.name = "x", mgc.kind = "array"}, %y: tensor<?x?xf64, ["n", "m"]> {mgc.name = "y", mgc.kind = "array"}) -> (tensor<?x?xf64, ["n", "m"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.multiply"(%x, %y) : (tensor<?x?xf64, ["n", "m"]>, tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["n", "m"]>
  %1 = "mgc.add"(%0, %x) : (tensor<?x?xf64, ["n", "m"]>, tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["n", "m"]>
  func.return %1 : tensor<?x?xf64, ["n", "m"]>
}

// -----

// before
module {
  func.func @f(%x: memref<?xf64> {mgc.size = "n*m"}, %y: memref<?xf64> {mgc.size = "n*m"}, %out0: memref<?xf64> {mgc.size = "n*m"}, %n: index, %m: index, %workspace: memref<?xi8>) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    scf.parallel (%r0) = (%c0) to (%n) step (%c1) {
      scf.parallel (%r1) = (%c0) to (%m) step (%c1) {
        %0 = arith.muli %m, %r0 : index
        %1 = arith.addi %0, %r1 : index
        %2 = memref.load %x[%1] : memref<?xf64>
        %3 = memref.load %y[%1] : memref<?xf64>
        %4 = arith.mulf %2, %3 : f64
        %5 = arith.addf %4, %2 : f64
        memref.store %5, %out0[%1] : memref<?xf64>
      }
    }
    func.return
  }
}

// -----

// becomes
module {
  func.func @f(%x: memref<?xf64> {mgc.size = "n*m"}, %y: memref<?xf64> {mgc.size = "n*m"}, %out0: memref<?xf64> {mgc.size = "n*m"}, %n: index, %m: index, %workspace: memref<?xi8>) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %0 = arith.muli %n, %m : index
    scf.for %r1 = %c0 to %0 step %c1 {
      %1 = memref.load %x[%r1] : memref<?xf64>
      %2 = memref.load %y[%r1] : memref<?xf64>
      %3 = arith.mulf %1, %2 : f64
      %4 = arith.addf %3, %1 : f64
      memref.store %4, %out0[%r1] : memref<?xf64>
    } {mgc.vector}
    func.return
  }
}

// -----

// a transposed operand keeps loops apart
func.func @f(%x: tensor<?x?xf64, ["n", "m"]> {mgc.name = "x", mgc.kind = "array"}, %y: tensor<?x?xf64, ["m", "n"]> {mgc.name = "y", mgc.kind = "array"}) -> (tensor<?x?xf64, ["n", "m"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.transpose"(%y) {axes = [1, 0]} : (tensor<?x?xf64, ["m", "n"]>) -> tensor<?x?xf64, ["n", "m"]>
  %1 = "mgc.add"(%x, %0) : (tensor<?x?xf64, ["n", "m"]>, tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["n", "m"]>
  func.return %1 : tensor<?x?xf64, ["n", "m"]>
}

// -----

// before
module {
  func.func @f(%x: memref<?xf64> {mgc.size = "n*m"}, %y: memref<?xf64> {mgc.size = "n*m"}, %out0: memref<?xf64> {mgc.size = "n*m"}, %n: index, %m: index, %workspace: memref<?xi8>) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    scf.parallel (%r0) = (%c0) to (%n) step (%c1) {
      scf.parallel (%r1) = (%c0) to (%m) step (%c1) {
        %0 = arith.muli %m, %r0 : index
        %1 = arith.addi %0, %r1 : index
        %2 = memref.load %x[%1] : memref<?xf64>
        %3 = arith.muli %n, %r1 : index
        %4 = arith.addi %3, %r0 : index
        %5 = memref.load %y[%4] : memref<?xf64>
        %6 = arith.addf %2, %5 : f64
        memref.store %6, %out0[%1] : memref<?xf64>
      }
    }
    func.return
  }
}

// -----

// becomes
module {
  func.func @f(%x: memref<?xf64> {mgc.size = "n*m"}, %y: memref<?xf64> {mgc.size = "n*m"}, %out0: memref<?xf64> {mgc.size = "n*m"}, %n: index, %m: index, %workspace: memref<?xi8>) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    scf.parallel (%r0) = (%c0) to (%n) step (%c1) {
      scf.for %r1 = %c0 to %m step %c1 {
        %0 = arith.muli %m, %r0 : index
        %1 = arith.addi %0, %r1 : index
        %2 = memref.load %x[%1] : memref<?xf64>
        %3 = arith.muli %n, %r1 : index
        %4 = arith.addi %3, %r0 : index
        %5 = memref.load %y[%4] : memref<?xf64>
        %6 = arith.addf %2, %5 : f64
        memref.store %6, %out0[%1] : memref<?xf64>
      } {mgc.vector}
    }
    func.return
  }
}

// -----

// an axis of one element is no loop
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?x1xf64, ["n", 1]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.constant"() {value = dense<2.0> : tensor<f64>} : () -> tensor<f64>
  %1 = "mgc.broadcast"(%0) {shape = ["n", 1]} : (tensor<f64>) -> tensor<?x1xf64, ["n", 1]>
  %2 = "mgc.expand_dims"(%x) {axes = [1]} : (tensor<?xf64, ["n"]>) -> tensor<?x1xf64, ["n", 1]>
  %3 = "mgc.multiply"(%2, %1) : (tensor<?x1xf64, ["n", 1]>, tensor<?x1xf64, ["n", 1]>) -> tensor<?x1xf64, ["n", 1]>
  func.return %3 : tensor<?x1xf64, ["n", 1]>
}

// -----

// before
module {
  func.func @f(%x: memref<?xf64> {mgc.size = "n"}, %out0: memref<?xf64> {mgc.size = "n"}, %n: index, %workspace: memref<?xi8>) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %cst = arith.constant 2.0 : f64
    scf.parallel (%r0) = (%c0) to (%n) step (%c1) {
      scf.parallel (%r1) = (%c0) to (%c1) step (%c1) {
        %0 = memref.load %x[%r0] : memref<?xf64>
        %1 = arith.mulf %0, %cst : f64
        memref.store %1, %out0[%r0] : memref<?xf64>
      }
    }
    func.return
  }
}

// -----

// becomes
module {
  func.func @f(%x: memref<?xf64> {mgc.size = "n"}, %out0: memref<?xf64> {mgc.size = "n"}, %n: index, %workspace: memref<?xi8>) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %cst = arith.constant 2.0 : f64
    scf.for %r0 = %c0 to %n step %c1 {
      %0 = memref.load %x[%r0] : memref<?xf64>
      %1 = arith.mulf %0, %cst : f64
      memref.store %1, %out0[%r0] : memref<?xf64>
    } {mgc.vector}
    func.return
  }
}

// -----

// lanes run over columns where each column is reduced
func.func @f(%x: tensor<?x?xi64, ["n", "m"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?xi64, ["m"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.sum"(%x) {axes = [0], lanes = false} : (tensor<?x?xi64, ["n", "m"]>) -> tensor<?xi64, ["m"]>
  func.return %0 : tensor<?xi64, ["m"]>
}

// -----

// before
module {
  func.func @f(%x: memref<?xi64> {mgc.size = "n*m"}, %out0: memref<?xi64> {mgc.size = "m"}, %n: index, %m: index, %workspace: memref<?xi8>) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c0_i64 = arith.constant 0 : i64
    scf.parallel (%r0) = (%c0) to (%m) step (%c1) {
      %0 = scf.for %t = %c0 to %n step %c1 iter_args(%1 = %c0_i64) -> (i64) {
        %2 = arith.muli %m, %t : index
        %3 = arith.addi %2, %r0 : index
        %4 = memref.load %x[%3] : memref<?xi64>
        %5 = arith.addi %1, %4 : i64
        scf.yield %5 : i64
      }
      memref.store %0, %out0[%r0] : memref<?xi64>
    }
    func.return
  }
}

// -----

// becomes
module {
  func.func @f(%x: memref<?xi64> {mgc.size = "n*m"}, %out0: memref<?xi64> {mgc.size = "m"}, %n: index, %m: index, %workspace: memref<?xi8>) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c0_i64 = arith.constant 0 : i64
    scf.for %r0 = %c0 to %m step %c1 {
      %0 = scf.for %t = %c0 to %n step %c1 iter_args(%1 = %c0_i64) -> (i64) {
        %2 = arith.muli %m, %t : index
        %3 = arith.addi %2, %r0 : index
        %4 = memref.load %x[%3] : memref<?xi64>
        %5 = arith.addi %1, %4 : i64
        scf.yield %5 : i64
      }
      memref.store %0, %out0[%r0] : memref<?xi64>
    } {mgc.vector}
    func.return
  }
}

// -----

// a row that is reduced has the lanes to itself
func.func @f(%x: tensor<?x?xi64, ["n", "m"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?xi64, ["n"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.sum"(%x) {axes = [1], lanes = true} : (tensor<?x?xi64, ["n", "m"]>) -> tensor<?xi64, ["n"]>
  func.return %0 : tensor<?xi64, ["n"]>
}

// -----

// before
module {
  func.func @f(%x: memref<?xi64> {mgc.size = "n*m"}, %out0: memref<?xi64> {mgc.size = "n"}, %n: index, %m: index, %workspace: memref<?xi8>) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %cst = arith.constant dense<0> : vector<32xi64>
    %c31 = arith.constant 31 : index
    %c5 = arith.constant 5 : index
    %c16 = arith.constant 16 : index
    scf.parallel (%r0) = (%c0) to (%n) step (%c1) {
      %0 = scf.for %t = %c0 to %m step %c1 iter_args(%1 = %cst) -> (vector<32xi64>) {
        %2 = arith.muli %m, %r0 : index
        %3 = arith.addi %2, %t : index
        %4 = memref.load %x[%3] : memref<?xi64>
        %5 = arith.andi %t, %c31 : index
        %6 = vector.extract %1[%5] : i64 from vector<32xi64>
        %7 = arith.addi %6, %4 : i64
        %8 = vector.insert %7, %1[%5] : i64 into vector<32xi64>
        scf.yield %8 : vector<32xi64>
      }
      %9 = scf.for %halving = %c0 to %c5 step %c1 iter_args(%10 = %0) -> (vector<32xi64>) {
        %11 = arith.shrsi %c16, %halving : index
        %12 = scf.for %lane = %c0 to %11 step %c1 iter_args(%13 = %10) -> (vector<32xi64>) {
          %14 = vector.extract %13[%lane] : i64 from vector<32xi64>
          %15 = arith.addi %lane, %11 : index
          %16 = vector.extract %13[%15] : i64 from vector<32xi64>
          %17 = arith.addi %14, %16 : i64
          %18 = vector.insert %17, %13[%lane] : i64 into vector<32xi64>
          scf.yield %18 : vector<32xi64>
        }
        scf.yield %12 : vector<32xi64>
      }
      %19 = vector.extract %9[%c0] : i64 from vector<32xi64>
      memref.store %19, %out0[%r0] : memref<?xi64>
    }
    func.return
  }
}

// -----

// becomes
module {
  func.func @f(%x: memref<?xi64> {mgc.size = "n*m"}, %out0: memref<?xi64> {mgc.size = "n"}, %n: index, %m: index, %workspace: memref<?xi8>) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %cst = arith.constant dense<0> : vector<32xi64>
    %c31 = arith.constant 31 : index
    %c5 = arith.constant 5 : index
    %c16 = arith.constant 16 : index
    scf.parallel (%r0) = (%c0) to (%n) step (%c1) {
      %0 = scf.for %t = %c0 to %m step %c1 iter_args(%1 = %cst) -> (vector<32xi64>) {
        %2 = arith.muli %m, %r0 : index
        %3 = arith.addi %2, %t : index
        %4 = memref.load %x[%3] : memref<?xi64>
        %5 = arith.andi %t, %c31 : index
        %6 = vector.extract %1[%5] : i64 from vector<32xi64>
        %7 = arith.addi %6, %4 : i64
        %8 = vector.insert %7, %1[%5] : i64 into vector<32xi64>
        scf.yield %8 : vector<32xi64>
      }
      %9 = scf.for %halving = %c0 to %c5 step %c1 iter_args(%10 = %0) -> (vector<32xi64>) {
        %11 = arith.shrsi %c16, %halving : index
        %12 = scf.for %lane = %c0 to %11 step %c1 iter_args(%13 = %10) -> (vector<32xi64>) {
          %14 = vector.extract %13[%lane] : i64 from vector<32xi64>
          %15 = arith.addi %lane, %11 : index
          %16 = vector.extract %13[%15] : i64 from vector<32xi64>
          %17 = arith.addi %14, %16 : i64
          %18 = vector.insert %17, %13[%lane] : i64 into vector<32xi64>
          scf.yield %18 : vector<32xi64>
        }
        scf.yield %12 : vector<32xi64>
      }
      %19 = vector.extract %9[%c0] : i64 from vector<32xi64>
      memref.store %19, %out0[%r0] : memref<?xi64>
    }
    func.return
  }
}

// -----

// running totals down columns take a column for each lane
func.func @f(%x: tensor<?x?xi64, ["n", "m"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?x?xi64, ["n", "m"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.cumsum"(%x) {axis = 0 : i64} : (tensor<?x?xi64, ["n", "m"]>) -> tensor<?x?xi64, ["n", "m"]>
  func.return %0 : tensor<?x?xi64, ["n", "m"]>
}

// -----

// before
module {
  func.func @f(%x: memref<?xi64> {mgc.size = "n*m"}, %out0: memref<?xi64> {mgc.size = "n*m"}, %n: index, %m: index, %workspace: memref<?xi8>) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c0_i64 = arith.constant 0 : i64
    %cst = arith.constant dense<0> : vector<4xi64>
    %c7 = arith.constant 7 : index
    %c4 = arith.constant 4 : index
    %false = arith.constant false
    %c3 = arith.constant 3 : index
    %c8 = arith.constant 8 : index
    scf.parallel (%r1) = (%c0) to (%m) step (%c1) {
      %0:2 = scf.for %r0 = %c0 to %n step %c1 iter_args(%1 = %c0_i64, %2 = %cst) -> (i64, vector<4xi64>) {
        %3 = arith.muli %m, %r0 : index
        %4 = arith.addi %3, %r1 : index
        %5 = memref.load %x[%4] : memref<?xi64>
        %6 = arith.andi %r0, %c7 : index
        %7:2 = scf.while (%8 = %c0, %9 = %5) : (index, i64) -> (index, i64) {
          %10 = arith.shrsi %6, %8 : index
          %11 = arith.andi %10, %c1 : index
          %12 = arith.cmpi ne, %11, %c0 : index
          scf.condition(%12) %8, %9 : index, i64
        } do {
        ^bb0(%13: index, %14: i64):
          %15 = vector.extract %2[%13] : i64 from vector<4xi64>
          %16 = arith.addi %15, %14 : i64
          %17 = arith.addi %13, %c1 : index
          scf.yield %17, %16 : index, i64
        }
        %18 = vector.insert %7#1, %2[%7#0] : i64 into vector<4xi64>
        %19 = arith.addi %6, %c1 : index
        %20:2 = scf.for %level = %c0 to %c4 step %c1 iter_args(%21 = %c0_i64, %22 = %false) -> (i64, i1) {
          %23 = arith.subi %c3, %level : index
          %24 = arith.shrsi %19, %23 : index
          %25 = arith.andi %24, %c1 : index
          %26 = arith.cmpi ne, %25, %c0 : index
          %27 = vector.extract %18[%23] : i64 from vector<4xi64>
          %28 = arith.addi %21, %27 : i64
          %29 = arith.select %22, %28, %27 : i64
          %30 = arith.select %26, %29, %21 : i64
          %31 = arith.ori %22, %26 : i1
          scf.yield %30, %31 : i64, i1
        }
        %32 = arith.addi %1, %20#0 : i64
        memref.store %32, %out0[%4] : memref<?xi64>
        %33 = arith.cmpi eq, %19, %c8 : index
        %34 = arith.select %33, %32, %1 : i64
        scf.yield %34, %18 : i64, vector<4xi64>
      }
    }
    func.return
  }
}

// -----

// becomes
module {
  func.func @f(%x: memref<?xi64> {mgc.size = "n*m"}, %out0: memref<?xi64> {mgc.size = "n*m"}, %n: index, %m: index, %workspace: memref<?xi8>) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c0_i64 = arith.constant 0 : i64
    %cst = arith.constant dense<0> : vector<4xi64>
    %c7 = arith.constant 7 : index
    %c4 = arith.constant 4 : index
    %false = arith.constant false
    %c3 = arith.constant 3 : index
    %c8 = arith.constant 8 : index
    scf.for %r1 = %c0 to %m step %c1 {
      %0:2 = scf.for %r0 = %c0 to %n step %c1 iter_args(%1 = %c0_i64, %2 = %cst) -> (i64, vector<4xi64>) {
        %3 = arith.muli %m, %r0 : index
        %4 = arith.addi %3, %r1 : index
        %5 = memref.load %x[%4] : memref<?xi64>
        %6 = arith.andi %r0, %c7 : index
        %7:2 = scf.while (%8 = %c0, %9 = %5) : (index, i64) -> (index, i64) {
          %10 = arith.shrsi %6, %8 : index
          %11 = arith.andi %10, %c1 : index
          %12 = arith.cmpi ne, %11, %c0 : index
          scf.condition(%12) %8, %9 : index, i64
        } do {
        ^bb0(%13: index, %14: i64):
          %15 = vector.extract %2[%13] : i64 from vector<4xi64>
          %16 = arith.addi %15, %14 : i64
          %17 = arith.addi %13, %c1 : index
          scf.yield %17, %16 : index, i64
        }
        %18 = vector.insert %7#1, %2[%7#0] : i64 into vector<4xi64>
        %19 = arith.addi %6, %c1 : index
        %20:2 = scf.for %level = %c0 to %c4 step %c1 iter_args(%21 = %c0_i64, %22 = %false) -> (i64, i1) {
          %23 = arith.subi %c3, %level : index
          %24 = arith.shrsi %19, %23 : index
          %25 = arith.andi %24, %c1 : index
          %26 = arith.cmpi ne, %25, %c0 : index
          %27 = vector.extract %18[%23] : i64 from vector<4xi64>
          %28 = arith.addi %21, %27 : i64
          %29 = arith.select %22, %28, %27 : i64
          %30 = arith.select %26, %29, %21 : i64
          %31 = arith.ori %22, %26 : i1
          scf.yield %30, %31 : i64, i1
        }
        %32 = arith.addi %1, %20#0 : i64
        memref.store %32, %out0[%4] : memref<?xi64>
        %33 = arith.cmpi eq, %19, %c8 : index
        %34 = arith.select %33, %32, %1 : i64
        scf.yield %34, %18 : i64, vector<4xi64>
      }
    } {mgc.vector}
    func.return
  }
}

// -----

// a nest with a guard takes lanes; the inspection does not
func.func @f(%x: tensor<?xf64, ["m"]> {mgc.name = "x", mgc.kind = "array"}, %i: tensor<?xi64, ["n"]> {mgc.name = "i", mgc.kind = "array"}) -> (tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["m", "n"]} {
  %0 = "mgc.in_bounds"(%i) {axis = 0 : i64, size = "m"} : (tensor<?xi64, ["n"]>) -> tensor<?xi1, ["n"]>
  %1 = "mgc.wrap_indices"(%i, %0) {size = "m"} : (tensor<?xi64, ["n"]>, tensor<?xi1, ["n"]>) -> tensor<?xi64, ["n"]>
  %2 = "mgc.gather"(%x, %1) {axes = [0], position = 0 : i64} : (tensor<?xf64, ["m"]>, tensor<?xi64, ["n"]>) -> tensor<?xf64, ["n"]>
  func.return %2 : tensor<?xf64, ["n"]>
}

// -----

// before
module {
  func.func @f(%x: memref<?xf64> {mgc.size = "m"}, %i: memref<?xi64> {mgc.size = "n"}, %out0: memref<?xf64> {mgc.size = "n"}, %m: index, %n: index, %workspace: memref<?xi8>) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c0_i64 = arith.constant 0 : i64
    "mgc.inspected"() ({
      scf.parallel (%r0) = (%c0) to (%n) step (%c1) {
        %0 = memref.load %i[%r0] : memref<?xi64>
        %1 = arith.index_cast %m : index to i64
        %2 = "mgc.guard"(%0, %1) : (i64, i64) -> (i64)
        %3 = arith.index_cast %2 : i64 to index
        %4 = memref.load %x[%3] : memref<?xf64>
        memref.store %4, %out0[%r0] : memref<?xf64>
      }
      "mgc.yield"() : () -> ()
    }, {
      scf.for %i0 = %c0 to %n step %c1 {
        %5 = memref.load %i[%i0] : memref<?xi64>
        %6 = arith.index_cast %m : index to i64
        %7 = arith.subi %c0_i64, %6 : i64
        %8 = arith.cmpi slt, %5, %7 : i64
        %9 = arith.cmpi sge, %5, %6 : i64
        %10 = arith.ori %8, %9 : i1
        "mgc.check"(%10, %5, %6) {axis = 0 : i64, kind = "index", site = 0 : i64} : (i1, i64, i64) -> ()
      }
      "mgc.yield"() : () -> ()
    }) : () -> ()
    func.return
  }
}

// -----

// becomes
module {
  func.func @f(%x: memref<?xf64> {mgc.size = "m"}, %i: memref<?xi64> {mgc.size = "n"}, %out0: memref<?xf64> {mgc.size = "n"}, %m: index, %n: index, %workspace: memref<?xi8>) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c0_i64 = arith.constant 0 : i64
    "mgc.inspected"() ({
      scf.for %r0 = %c0 to %n step %c1 {
        %0 = memref.load %i[%r0] : memref<?xi64>
        %1 = arith.index_cast %m : index to i64
        %2 = "mgc.guard"(%0, %1) : (i64, i64) -> (i64)
        %3 = arith.index_cast %2 : i64 to index
        %4 = memref.load %x[%3] : memref<?xf64>
        memref.store %4, %out0[%r0] : memref<?xf64>
      } {mgc.vector}
      "mgc.yield"() : () -> ()
    }, {
      scf.for %i0 = %c0 to %n step %c1 {
        %5 = memref.load %i[%i0] : memref<?xi64>
        %6 = arith.index_cast %m : index to i64
        %7 = arith.subi %c0_i64, %6 : i64
        %8 = arith.cmpi slt, %5, %7 : i64
        %9 = arith.cmpi sge, %5, %6 : i64
        %10 = arith.ori %8, %9 : i1
        "mgc.check"(%10, %5, %6) {axis = 0 : i64, kind = "index", site = 0 : i64} : (i1, i64, i64) -> ()
      }
      "mgc.yield"() : () -> ()
    }) : () -> ()
    func.return
  }
}

// -----

// a range is compared with the size before the loops
func.func @f(%x: tensor<?xf64, ["m"]> {mgc.name = "x", mgc.kind = "array"}, %y: tensor<?xf64, ["n"]> {mgc.name = "y", mgc.kind = "array"}) -> (tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["m", "n"]} {
  %0 = "mgc.iota"() {size = "n", dtype = i64} : () -> tensor<?xi64, ["n"]>
  %1 = "mgc.in_bounds"(%0) {axis = 0 : i64, size = "m", lower = 0 : i64, upper = "n-1"} : (tensor<?xi64, ["n"]>) -> tensor<?xi1, ["n"]>
  %2 = "mgc.wrap_indices"(%0, %1) {size = 0 : i64} : (tensor<?xi64, ["n"]>, tensor<?xi1, ["n"]>) -> tensor<?xi64, ["n"]>
  %3 = "mgc.gather"(%x, %2) {axes = [0], position = 0 : i64} : (tensor<?xf64, ["m"]>, tensor<?xi64, ["n"]>) -> tensor<?xf64, ["n"]>
  func.return %3 : tensor<?xf64, ["n"]>
}

// -----

// before
module {
  func.func @f(%x: memref<?xf64> {mgc.size = "m"}, %y: memref<?xf64> {mgc.size = "n"}, %out0: memref<?xf64> {mgc.size = "n"}, %m: index, %n: index, %workspace: memref<?xi8>) {
    %c0 = arith.constant 0 : index
    %c0_i64 = arith.constant 0 : i64
    %c1 = arith.constant 1 : index
    %0 = arith.index_cast %m : index to i64
    %1 = arith.index_cast %c0 : index to i64
    %2 = arith.subi %c0_i64, %0 : i64
    %3 = arith.cmpi slt, %1, %2 : i64
    %4 = arith.subi %n, %c1 : index
    %5 = arith.index_cast %4 : index to i64
    %6 = arith.cmpi sge, %5, %0 : i64
    %7 = arith.ori %3, %6 : i1
    scf.if %7 {
      scf.for %i0 = %c0 to %n step %c1 {
        %8 = arith.index_cast %i0 : index to i64
        %9 = arith.cmpi slt, %8, %2 : i64
        %10 = arith.cmpi sge, %8, %0 : i64
        %11 = arith.ori %9, %10 : i1
        "mgc.check"(%11, %8, %0) {axis = 0 : i64, kind = "index", site = 0 : i64} : (i1, i64, i64) -> ()
      }
    } else {
    }
    scf.parallel (%r0) = (%c0) to (%n) step (%c1) {
      %12 = arith.index_cast %r0 : index to i64
      %13 = arith.index_cast %12 : i64 to index
      %14 = memref.load %x[%13] : memref<?xf64>
      memref.store %14, %out0[%r0] : memref<?xf64>
    }
    func.return
  }
}

// -----

// becomes
module {
  func.func @f(%x: memref<?xf64> {mgc.size = "m"}, %y: memref<?xf64> {mgc.size = "n"}, %out0: memref<?xf64> {mgc.size = "n"}, %m: index, %n: index, %workspace: memref<?xi8>) {
    %c0 = arith.constant 0 : index
    %c0_i64 = arith.constant 0 : i64
    %c1 = arith.constant 1 : index
    %0 = arith.index_cast %m : index to i64
    %1 = arith.index_cast %c0 : index to i64
    %2 = arith.subi %c0_i64, %0 : i64
    %3 = arith.cmpi slt, %1, %2 : i64
    %4 = arith.subi %n, %c1 : index
    %5 = arith.index_cast %4 : index to i64
    %6 = arith.cmpi sge, %5, %0 : i64
    %7 = arith.ori %3, %6 : i1
    scf.if %7 {
      scf.for %i0 = %c0 to %n step %c1 {
        %8 = arith.index_cast %i0 : index to i64
        %9 = arith.cmpi slt, %8, %2 : i64
        %10 = arith.cmpi sge, %8, %0 : i64
        %11 = arith.ori %9, %10 : i1
        "mgc.check"(%11, %8, %0) {axis = 0 : i64, kind = "index", site = 0 : i64} : (i1, i64, i64) -> ()
      }
    } else {
    }
    scf.for %r0 = %c0 to %n step %c1 {
      %12 = arith.index_cast %r0 : index to i64
      %13 = arith.index_cast %12 : i64 to index
      %14 = memref.load %x[%13] : memref<?xf64>
      memref.store %14, %out0[%r0] : memref<?xf64>
    } {mgc.vector}
    func.return
  }
}
