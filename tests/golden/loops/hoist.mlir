// what a row has in common is computed once in it
func.func @f(%x: tensor<?x?xf64, ["n", "m"]> {mgc.name = "x", mgc.kind = "array"}, %v: tensor<?xf64, ["n"]> {mgc.name = "v", mgc.kind = "array"}) -> (tensor<?x?xf64, ["n", "m"]>) attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.constant"() {value = dense<3.0> : tensor<f64>} : () -> tensor<f64>
  %1 = "mgc.broadcast"(%0) {shape = ["n"]} : (tensor<f64>) -> tensor<?xf64, ["n"]>
  %2 = "mgc.divide"(%v, %1) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  %3 = "mgc.expand_dims"(%2) {axes = [1]} : (tensor<?xf64, ["n"]>) -> tensor<?x1xf64, ["n", 1]>
  %4 = "mgc.broadcast"(%3) {shape = ["n", "m"]} : (tensor<?x1xf64, ["n", 1]>) -> tensor<?x?xf64, ["n", "m"]>
  %5 = "mgc.multiply"(%x, %4) : (tensor<?x?xf64, ["n", "m"]>, tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["n", "m"]>
  func.return %5 : tensor<?x?xf64, ["n", "m"]>
}

// -----

// before
module {
  func.func @f(%x: memref<?xf64> {mgc.size = "n*m"}, %v: memref<?xf64> {mgc.size = "n"}, %out0: memref<?xf64> {mgc.size = "n*m"}, %n: index, %m: index, %workspace: memref<?xi8>) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %cst = arith.constant 3.0 : f64
    scf.parallel (%r0) = (%c0) to (%n) step (%c1) {
      scf.for %r1 = %c0 to %m step %c1 {
        %0 = arith.muli %m, %r0 : index
        %1 = arith.addi %0, %r1 : index
        %2 = memref.load %x[%1] : memref<?xf64>
        %3 = memref.load %v[%r0] : memref<?xf64>
        %4 = arith.divf %3, %cst : f64
        %5 = arith.mulf %2, %4 : f64
        memref.store %5, %out0[%1] : memref<?xf64>
      } {mgc.vector}
    }
    func.return
  }
}

// -----

// becomes
module {
  func.func @f(%x: memref<?xf64> {mgc.size = "n*m"}, %v: memref<?xf64> {mgc.size = "n"}, %out0: memref<?xf64> {mgc.size = "n*m"}, %n: index, %m: index, %workspace: memref<?xi8>) {
    %cst = arith.constant 3.0 : f64
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    scf.parallel (%r0) = (%c0) to (%n) step (%c1) {
      %0 = memref.load %v[%r0] : memref<?xf64>
      %1 = arith.divf %0, %cst : f64
      scf.for %r1 = %c0 to %m step %c1 {
        %2 = arith.muli %m, %r0 : index
        %3 = arith.addi %2, %r1 : index
        %4 = memref.load %x[%3] : memref<?xf64>
        %5 = arith.mulf %4, %1 : f64
        memref.store %5, %out0[%3] : memref<?xf64>
      } {mgc.vector}
    }
    func.return
  }
}

// -----

// a load stays where its index is in range
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}, %c: tensor<f64> {mgc.name = "c", mgc.kind = "scalar"}) -> (tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.sqrt"(%c) : (tensor<f64>) -> tensor<f64>
  %1 = "mgc.broadcast"(%0) {shape = ["n"]} : (tensor<f64>) -> tensor<?xf64, ["n"]>
  %2 = "mgc.multiply"(%x, %1) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  func.return %2 : tensor<?xf64, ["n"]>
}

// -----

// before
module {
  func.func @f(%x: memref<?xf64> {mgc.size = "n"}, %c: f64, %out0: memref<?xf64> {mgc.size = "n"}, %n: index, %workspace: memref<?xi8>) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    scf.for %r0 = %c0 to %n step %c1 {
      %0 = memref.load %x[%r0] : memref<?xf64>
      %1 = math.sqrt %c : f64
      %2 = arith.mulf %0, %1 : f64
      memref.store %2, %out0[%r0] : memref<?xf64>
    } {mgc.vector}
    func.return
  }
}

// -----

// becomes
module {
  func.func @f(%x: memref<?xf64> {mgc.size = "n"}, %c: f64, %out0: memref<?xf64> {mgc.size = "n"}, %n: index, %workspace: memref<?xi8>) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %0 = math.sqrt %c : f64
    scf.for %r0 = %c0 to %n step %c1 {
      %1 = memref.load %x[%r0] : memref<?xf64>
      %2 = arith.mulf %1, %0 : f64
      memref.store %2, %out0[%r0] : memref<?xf64>
    } {mgc.vector}
    func.return
  }
}

// -----

// a total is used once in each row
func.func @f(%x: tensor<?x?xf64, ["n", "m"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?x?xf64, ["n", "m"]>) attributes {mgc.symbols = ["n", "m"], mgc.constraints = ["min(n,1) <= m"]} {
  %0 = "mgc.max"(%x) {axes = [1], lanes = true} : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?xf64, ["n"]>
  %1 = "mgc.expand_dims"(%0) {axes = [1]} : (tensor<?xf64, ["n"]>) -> tensor<?x1xf64, ["n", 1]>
  %2 = "mgc.constant"() {value = dense<2.0> : tensor<f64>} : () -> tensor<f64>
  %3 = "mgc.broadcast"(%2) {shape = ["n", 1]} : (tensor<f64>) -> tensor<?x1xf64, ["n", 1]>
  %4 = "mgc.divide"(%3, %1) : (tensor<?x1xf64, ["n", 1]>, tensor<?x1xf64, ["n", 1]>) -> tensor<?x1xf64, ["n", 1]>
  %5 = "mgc.broadcast"(%4) {shape = ["n", "m"]} : (tensor<?x1xf64, ["n", 1]>) -> tensor<?x?xf64, ["n", "m"]>
  %6 = "mgc.multiply"(%x, %5) : (tensor<?x?xf64, ["n", "m"]>, tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["n", "m"]>
  func.return %6 : tensor<?x?xf64, ["n", "m"]>
}

// -----

// before
module {
  func.func @f(%x: memref<?xf64> {mgc.size = "n*m"}, %out0: memref<?xf64> {mgc.size = "n*m"}, %n: index, %m: index, %workspace: memref<?xi8>) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %cst = arith.constant dense<0xFFF0000000000000> : vector<32xf64>
    %cst_1 = arith.constant dense<false> : vector<32xi1>
    %c31 = arith.constant 31 : index
    %c5 = arith.constant 5 : index
    %c16 = arith.constant 16 : index
    %cst_2 = arith.constant 0x7FF8000000000000 : f64
    %cst_3 = arith.constant 2.0 : f64
    scf.parallel (%r0) = (%c0) to (%n) step (%c1) {
      %0:2 = scf.for %t = %c0 to %m step %c1 iter_args(%1 = %cst, %2 = %cst_1) -> (vector<32xf64>, vector<32xi1>) {
        %3 = arith.muli %m, %r0 : index
        %4 = arith.addi %3, %t : index
        %5 = memref.load %x[%4] : memref<?xf64>
        %6 = arith.index_cast %t : index to i64
        %7 = arith.cmpf une, %5, %5 : f64
        %8 = arith.andi %t, %c31 : index
        %9 = vector.extract %1[%8] : f64 from vector<32xf64>
        %10 = vector.extract %2[%8] : i1 from vector<32xi1>
        %11 = arith.cmpf ogt, %5, %9 : f64
        %12 = arith.select %11, %5, %9 : f64
        %13 = arith.ori %10, %7 : i1
        %14 = vector.insert %12, %1[%8] : f64 into vector<32xf64>
        %15 = vector.insert %13, %2[%8] : i1 into vector<32xi1>
        scf.yield %14, %15 : vector<32xf64>, vector<32xi1>
      }
      %16:2 = scf.for %halving = %c0 to %c5 step %c1 iter_args(%17 = %0#0, %18 = %0#1) -> (vector<32xf64>, vector<32xi1>) {
        %19 = arith.shrsi %c16, %halving : index
        %20:2 = scf.for %lane = %c0 to %19 step %c1 iter_args(%21 = %17, %22 = %18) -> (vector<32xf64>, vector<32xi1>) {
          %23 = vector.extract %21[%lane] : f64 from vector<32xf64>
          %24 = vector.extract %22[%lane] : i1 from vector<32xi1>
          %25 = arith.addi %lane, %19 : index
          %26 = vector.extract %21[%25] : f64 from vector<32xf64>
          %27 = vector.extract %22[%25] : i1 from vector<32xi1>
          %28 = arith.cmpf ogt, %26, %23 : f64
          %29 = arith.select %28, %26, %23 : f64
          %30 = arith.ori %24, %27 : i1
          %31 = vector.insert %29, %21[%lane] : f64 into vector<32xf64>
          %32 = vector.insert %30, %22[%lane] : i1 into vector<32xi1>
          scf.yield %31, %32 : vector<32xf64>, vector<32xi1>
        }
        scf.yield %20#0, %20#1 : vector<32xf64>, vector<32xi1>
      }
      %33 = vector.extract %16#0[%c0] : f64 from vector<32xf64>
      %34 = vector.extract %16#1[%c0] : i1 from vector<32xi1>
      %35 = arith.select %34, %cst_2, %33 : f64
      scf.for %i1 = %c0 to %m step %c1 {
        %36 = arith.muli %m, %r0 : index
        %37 = arith.addi %36, %i1 : index
        %38 = memref.load %x[%37] : memref<?xf64>
        %39 = arith.divf %cst_3, %35 : f64
        %40 = arith.mulf %38, %39 : f64
        memref.store %40, %out0[%37] : memref<?xf64>
      } {mgc.vector}
    }
    func.return
  }
}

// -----

// becomes
module {
  func.func @f(%x: memref<?xf64> {mgc.size = "n*m"}, %out0: memref<?xf64> {mgc.size = "n*m"}, %n: index, %m: index, %workspace: memref<?xi8>) {
    %cst = arith.constant 0x7FF8000000000000 : f64
    %cst_1 = arith.constant 2.0 : f64
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %cst_2 = arith.constant dense<0xFFF0000000000000> : vector<32xf64>
    %cst_3 = arith.constant dense<false> : vector<32xi1>
    %c31 = arith.constant 31 : index
    %c5 = arith.constant 5 : index
    %c16 = arith.constant 16 : index
    scf.parallel (%r0) = (%c0) to (%n) step (%c1) {
      %0:2 = scf.for %t = %c0 to %m step %c1 iter_args(%1 = %cst_2, %2 = %cst_3) -> (vector<32xf64>, vector<32xi1>) {
        %3 = arith.muli %m, %r0 : index
        %4 = arith.addi %3, %t : index
        %5 = memref.load %x[%4] : memref<?xf64>
        %6 = arith.index_cast %t : index to i64
        %7 = arith.cmpf une, %5, %5 : f64
        %8 = arith.andi %t, %c31 : index
        %9 = vector.extract %1[%8] : f64 from vector<32xf64>
        %10 = vector.extract %2[%8] : i1 from vector<32xi1>
        %11 = arith.cmpf ogt, %5, %9 : f64
        %12 = arith.select %11, %5, %9 : f64
        %13 = arith.ori %10, %7 : i1
        %14 = vector.insert %12, %1[%8] : f64 into vector<32xf64>
        %15 = vector.insert %13, %2[%8] : i1 into vector<32xi1>
        scf.yield %14, %15 : vector<32xf64>, vector<32xi1>
      }
      %16:2 = scf.for %halving = %c0 to %c5 step %c1 iter_args(%17 = %0#0, %18 = %0#1) -> (vector<32xf64>, vector<32xi1>) {
        %19 = arith.shrsi %c16, %halving : index
        %20:2 = scf.for %lane = %c0 to %19 step %c1 iter_args(%21 = %17, %22 = %18) -> (vector<32xf64>, vector<32xi1>) {
          %23 = vector.extract %21[%lane] : f64 from vector<32xf64>
          %24 = vector.extract %22[%lane] : i1 from vector<32xi1>
          %25 = arith.addi %lane, %19 : index
          %26 = vector.extract %21[%25] : f64 from vector<32xf64>
          %27 = vector.extract %22[%25] : i1 from vector<32xi1>
          %28 = arith.cmpf ogt, %26, %23 : f64
          %29 = arith.select %28, %26, %23 : f64
          %30 = arith.ori %24, %27 : i1
          %31 = vector.insert %29, %21[%lane] : f64 into vector<32xf64>
          %32 = vector.insert %30, %22[%lane] : i1 into vector<32xi1>
          scf.yield %31, %32 : vector<32xf64>, vector<32xi1>
        }
        scf.yield %20#0, %20#1 : vector<32xf64>, vector<32xi1>
      }
      %33 = vector.extract %16#0[%c0] : f64 from vector<32xf64>
      %34 = vector.extract %16#1[%c0] : i1 from vector<32xi1>
      %35 = arith.select %34, %cst, %33 : f64
      %36 = arith.divf %cst_1, %35 : f64
      scf.for %i1 = %c0 to %m step %c1 {
        %37 = arith.muli %m, %r0 : index
        %38 = arith.addi %37, %i1 : index
        %39 = memref.load %x[%38] : memref<?xf64>
        %40 = arith.mulf %39, %36 : f64
        memref.store %40, %out0[%38] : memref<?xf64>
      } {mgc.vector}
    }
    func.return
  }
}

// -----

// what a guard allows to load stays behind it
func.func @f(%x: tensor<?x?xf64, ["m", "k"]> {mgc.name = "x", mgc.kind = "array"}, %i: tensor<?xi64, ["n"]> {mgc.name = "i", mgc.kind = "array"}, %v: tensor<?xf64, ["n"]> {mgc.name = "v", mgc.kind = "array"}) -> (tensor<?x?xf64, ["n", "k"]>) attributes {mgc.symbols = ["m", "k", "n"]} {
  %0 = "mgc.in_bounds"(%i) {axis = 0 : i64, size = "m"} : (tensor<?xi64, ["n"]>) -> tensor<?xi1, ["n"]>
  %1 = "mgc.wrap_indices"(%i, %0) {size = "m"} : (tensor<?xi64, ["n"]>, tensor<?xi1, ["n"]>) -> tensor<?xi64, ["n"]>
  %2 = "mgc.gather"(%x, %1) {axes = [0], position = 0 : i64} : (tensor<?x?xf64, ["m", "k"]>, tensor<?xi64, ["n"]>) -> tensor<?x?xf64, ["n", "k"]>
  %3 = "mgc.expand_dims"(%v) {axes = [1]} : (tensor<?xf64, ["n"]>) -> tensor<?x1xf64, ["n", 1]>
  %4 = "mgc.broadcast"(%3) {shape = ["n", "k"]} : (tensor<?x1xf64, ["n", 1]>) -> tensor<?x?xf64, ["n", "k"]>
  %5 = "mgc.multiply"(%2, %4) : (tensor<?x?xf64, ["n", "k"]>, tensor<?x?xf64, ["n", "k"]>) -> tensor<?x?xf64, ["n", "k"]>
  func.return %5 : tensor<?x?xf64, ["n", "k"]>
}

// -----

// before
module {
  func.func @f(%x: memref<?xf64> {mgc.size = "m*k"}, %i: memref<?xi64> {mgc.size = "n"}, %v: memref<?xf64> {mgc.size = "n"}, %out0: memref<?xf64> {mgc.size = "k*n"}, %m: index, %k: index, %n: index, %workspace: memref<?xi8>) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c0_i64 = arith.constant 0 : i64
    "mgc.inspected"() ({
      scf.parallel (%r0) = (%c0) to (%n) step (%c1) {
        %0 = memref.load %i[%r0] : memref<?xi64>
        %1 = arith.index_cast %m : index to i64
        %2 = "mgc.guard"(%0, %1) : (i64, i64) -> (i64)
        scf.for %i1 = %c0 to %k step %c1 {
          %3 = memref.load %i[%r0] : memref<?xi64>
          %4 = arith.cmpi slt, %3, %c0_i64 : i64
          %5 = arith.addi %3, %1 : i64
          %6 = arith.select %4, %5, %3 : i64
          %7 = arith.index_cast %6 : i64 to index
          %8 = arith.muli %k, %7 : index
          %9 = arith.addi %8, %i1 : index
          %10 = memref.load %x[%9] : memref<?xf64>
          %11 = memref.load %v[%r0] : memref<?xf64>
          %12 = arith.mulf %10, %11 : f64
          %13 = arith.muli %k, %r0 : index
          %14 = arith.addi %13, %i1 : index
          memref.store %12, %out0[%14] : memref<?xf64>
        } {mgc.vector}
      }
      "mgc.yield"() : () -> ()
    }, {
      scf.for %i0 = %c0 to %n step %c1 {
        %15 = memref.load %i[%i0] : memref<?xi64>
        %16 = arith.index_cast %m : index to i64
        %17 = arith.subi %c0_i64, %16 : i64
        %18 = arith.cmpi slt, %15, %17 : i64
        %19 = arith.cmpi sge, %15, %16 : i64
        %20 = arith.ori %18, %19 : i1
        "mgc.check"(%20, %15, %16) {axis = 0 : i64, kind = "index", site = 0 : i64} : (i1, i64, i64) -> ()
      }
      "mgc.yield"() : () -> ()
    }) : () -> ()
    func.return
  }
}

// -----

// becomes
module {
  func.func @f(%x: memref<?xf64> {mgc.size = "m*k"}, %i: memref<?xi64> {mgc.size = "n"}, %v: memref<?xf64> {mgc.size = "n"}, %out0: memref<?xf64> {mgc.size = "k*n"}, %m: index, %k: index, %n: index, %workspace: memref<?xi8>) {
    %c0_i64 = arith.constant 0 : i64
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    "mgc.inspected"() ({
      %0 = arith.index_cast %m : index to i64
      scf.parallel (%r0) = (%c0) to (%n) step (%c1) {
        %1 = memref.load %i[%r0] : memref<?xi64>
        %2 = "mgc.guard"(%1, %0) : (i64, i64) -> (i64)
        %3 = memref.load %i[%r0] : memref<?xi64>
        %4 = arith.cmpi slt, %3, %c0_i64 : i64
        %5 = arith.addi %3, %0 : i64
        %6 = arith.select %4, %5, %3 : i64
        %7 = arith.index_cast %6 : i64 to index
        %8 = memref.load %v[%r0] : memref<?xf64>
        scf.for %i1 = %c0 to %k step %c1 {
          %9 = arith.muli %k, %7 : index
          %10 = arith.addi %9, %i1 : index
          %11 = memref.load %x[%10] : memref<?xf64>
          %12 = arith.mulf %11, %8 : f64
          %13 = arith.muli %k, %r0 : index
          %14 = arith.addi %13, %i1 : index
          memref.store %12, %out0[%14] : memref<?xf64>
        } {mgc.vector}
      }
      "mgc.yield"() : () -> ()
    }, {
      %15 = arith.index_cast %m : index to i64
      %16 = arith.subi %c0_i64, %15 : i64
      scf.for %i0 = %c0 to %n step %c1 {
        %17 = memref.load %i[%i0] : memref<?xi64>
        %18 = arith.cmpi slt, %17, %16 : i64
        %19 = arith.cmpi sge, %17, %15 : i64
        %20 = arith.ori %18, %19 : i1
        "mgc.check"(%20, %17, %15) {axis = 0 : i64, kind = "index", site = 0 : i64} : (i1, i64, i64) -> ()
      }
      "mgc.yield"() : () -> ()
    }) : () -> ()
    func.return
  }
}
