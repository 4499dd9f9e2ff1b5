// a temporary that is read last where a result is made is in the memory of the result
func.func @f(%x: tensor<?x?xf64, ["n", "k"]> {mgc.name = "x", mgc.kind = "array"}, %y: tensor<?x?xf64, ["k", "m"]> {mgc.name = "y", mgc.kind = "array"}) -> (tensor<?x?xf64, ["n", "m"]>) attributes {mgc.symbols = ["n", "k", "m"], mgc.constraints = ["min(n,1) <= m"]} {
  %0 = "mgc.matmul"(%x, %y) : (tensor<?x?xf64, ["n", "k"]>, tensor<?x?xf64, ["k", "m"]>) -> tensor<?x?xf64, ["n", "m"]>
  %1 = "mgc.max"(%0) {axes = [1], lanes = true} : (tensor<?x?xf64, ["n", "m"]>) -> tensor<?xf64, ["n"]>
  %2 = "mgc.expand_dims"(%1) {axes = [1]} : (tensor<?xf64, ["n"]>) -> tensor<?x1xf64, ["n", 1]>
  %3 = "mgc.broadcast"(%2) {shape = ["n", "m"]} : (tensor<?x1xf64, ["n", 1]>) -> tensor<?x?xf64, ["n", "m"]>
  %4 = "mgc.subtract"(%0, %3) : (tensor<?x?xf64, ["n", "m"]>, tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["n", "m"]>
  func.return %4 : tensor<?x?xf64, ["n", "m"]>
}

// -----

// before
module {
  func.func @f(%x: memref<?xf64> {mgc.size = "n*k"}, %y: memref<?xf64> {mgc.size = "k*m"}, %out0: memref<?xf64> {mgc.size = "n*m"}, %n: index, %k: index, %m: index, %workspace: memref<?xi8>) {
    %c0 = arith.constant 0 : index
    %c64 = arith.constant 64 : index
    %c8 = arith.constant 8 : index
    %c63 = arith.constant 63 : index
    %c512 = arith.constant 512 : index
    %c6 = arith.constant 6 : index
    %c5 = arith.constant 5 : index
    %c42 = arith.constant 42 : index
    %c4 = arith.constant 4 : index
    %c3 = arith.constant 3 : index
    %c528 = arith.constant 528 : index
    %c96 = arith.constant 96 : index
    %cst = arith.constant 0x7FF8000000000000 : f64
    %c1 = arith.constant 1 : index
    %cst_1 = arith.constant dense<0xFFF0000000000000> : vector<32xf64>
    %cst_2 = arith.constant dense<false> : vector<32xi1>
    %c31 = arith.constant 31 : index
    %c16 = arith.constant 16 : index
    %0 = arith.muli %n, %m : index
    %t0 = memref.view %workspace[%c0][%0] : memref<?xi8> to memref<?xf64>
    %1 = arith.muli %c8, %n : index
    %2 = arith.muli %1, %m : index
    %3 = arith.addi %2, %c63 : index
    %4 = arith.floordivsi %3, %c64 : index
    %5 = arith.muli %c64, %4 : index
    %6 = arith.minsi %k, %c512 : index
    %7 = arith.muli %c8, %6 : index
    %8 = arith.addi %n, %c5 : index
    %9 = arith.floordivsi %8, %c6 : index
    %10 = arith.muli %c6, %9 : index
    %11 = arith.minsi %10, %c42 : index
    %12 = arith.muli %7, %11 : index
    %13 = arith.addi %m, %c3 : index
    %14 = arith.floordivsi %13, %c4 : index
    %15 = arith.muli %c4, %14 : index
    %16 = arith.minsi %15, %c528 : index
    %17 = arith.muli %7, %16 : index
    %18 = arith.addi %12, %17 : index
    %19 = arith.addi %18, %c96 : index
    %pack = memref.view %workspace[%5][%19] : memref<?xi8> to memref<?xi8>
    %20 = memref.reinterpret_cast %x to offset: [0], sizes: [%n, %k], strides: [%k, 1] : memref<?xf64> to memref<?x?xf64, strided<[?, 1]>>
    %21 = memref.reinterpret_cast %y to offset: [0], sizes: [%k, %m], strides: [%m, 1] : memref<?xf64> to memref<?x?xf64, strided<[?, 1]>>
    %22 = memref.reinterpret_cast %t0 to offset: [0], sizes: [%n, %m], strides: [%m, 1] : memref<?xf64> to memref<?x?xf64, strided<[?, 1]>>
    "mgc.contract"(%20, %21, %22, %pack) ({
    ^bb0(%23: f64, %24: f64, %25: f64):
      %26 = math.fma %23, %24, %25 : f64
      "mgc.yield"(%26) : (f64) -> ()
    }, {
    ^bb0(%r0: index, %r1: index, %27: f64):
      %28 = arith.muli %m, %r0 : index
      %29 = arith.addi %28, %r1 : index
      memref.store %27, %t0[%29] : memref<?xf64>
      "mgc.yield"() : () -> ()
    }) : (memref<?x?xf64, strided<[?, 1]>>, memref<?x?xf64, strided<[?, 1]>>, memref<?x?xf64, strided<[?, 1]>>, memref<?xi8>) -> ()
    scf.parallel (%r0_1) = (%c0) to (%n) step (%c1) {
      %30:2 = scf.for %t = %c0 to %m step %c1 iter_args(%31 = %cst_1, %32 = %cst_2) -> (vector<32xf64>, vector<32xi1>) {
        %33 = arith.muli %m, %r0_1 : index
        %34 = arith.addi %33, %t : index
        %35 = memref.load %t0[%34] : memref<?xf64>
        %36 = arith.index_cast %t : index to i64
        %37 = arith.cmpf une, %35, %35 : f64
        %38 = arith.andi %t, %c31 : index
        %39 = vector.extract %31[%38] : f64 from vector<32xf64>
        %40 = vector.extract %32[%38] : i1 from vector<32xi1>
        %41 = arith.cmpf ogt, %35, %39 : f64
        %42 = arith.select %41, %35, %39 : f64
        %43 = arith.ori %40, %37 : i1
        %44 = vector.insert %42, %31[%38] : f64 into vector<32xf64>
        %45 = vector.insert %43, %32[%38] : i1 into vector<32xi1>
        scf.yield %44, %45 : vector<32xf64>, vector<32xi1>
      }
      %46:2 = scf.for %halving = %c0 to %c5 step %c1 iter_args(%47 = %30#0, %48 = %30#1) -> (vector<32xf64>, vector<32xi1>) {
        %49 = arith.shrsi %c16, %halving : index
        %50:2 = scf.for %lane = %c0 to %49 step %c1 iter_args(%51 = %47, %52 = %48) -> (vector<32xf64>, vector<32xi1>) {
          %53 = vector.extract %51[%lane] : f64 from vector<32xf64>
          %54 = vector.extract %52[%lane] : i1 from vector<32xi1>
          %55 = arith.addi %lane, %49 : index
          %56 = vector.extract %51[%55] : f64 from vector<32xf64>
          %57 = vector.extract %52[%55] : i1 from vector<32xi1>
          %58 = arith.cmpf ogt, %56, %53 : f64
          %59 = arith.select %58, %56, %53 : f64
          %60 = arith.ori %54, %57 : i1
          %61 = vector.insert %59, %51[%lane] : f64 into vector<32xf64>
          %62 = vector.insert %60, %52[%lane] : i1 into vector<32xi1>
          scf.yield %61, %62 : vector<32xf64>, vector<32xi1>
        }
        scf.yield %50#0, %50#1 : vector<32xf64>, vector<32xi1>
      }
      %63 = vector.extract %46#0[%c0] : f64 from vector<32xf64>
      %64 = vector.extract %46#1[%c0] : i1 from vector<32xi1>
      %65 = arith.select %64, %cst, %63 : f64
      scf.for %i1 = %c0 to %m step %c1 {
        %66 = arith.muli %m, %r0_1 : index
        %67 = arith.addi %66, %i1 : index
        %68 = memref.load %t0[%67] : memref<?xf64>
        %69 = arith.subf %68, %65 : f64
        memref.store %69, %out0[%67] : memref<?xf64>
      } {mgc.vector}
    }
    func.return
  }
}

// -----

// becomes
module {
  func.func @f(%x: memref<?xf64> {mgc.size = "n*k"}, %y: memref<?xf64> {mgc.size = "k*m"}, %out0: memref<?xf64> {mgc.size = "n*m"}, %n: index, %k: index, %m: index, %workspace: memref<?xi8>) {
    %c0 = arith.constant 0 : index
    %c8 = arith.constant 8 : index
    %c512 = arith.constant 512 : index
    %c6 = arith.constant 6 : index
    %c5 = arith.constant 5 : index
    %c42 = arith.constant 42 : index
    %c4 = arith.constant 4 : index
    %c3 = arith.constant 3 : index
    %c528 = arith.constant 528 : index
    %c96 = arith.constant 96 : index
    %cst = arith.constant 0x7FF8000000000000 : f64
    %c1 = arith.constant 1 : index
    %cst_1 = arith.constant dense<0xFFF0000000000000> : vector<32xf64>
    %cst_2 = arith.constant dense<false> : vector<32xi1>
    %c31 = arith.constant 31 : index
    %c16 = arith.constant 16 : index
    %0 = arith.minsi %k, %c512 : index
    %1 = arith.muli %c8, %0 : index
    %2 = arith.addi %n, %c5 : index
    %3 = arith.floordivsi %2, %c6 : index
    %4 = arith.muli %c6, %3 : index
    %5 = arith.minsi %4, %c42 : index
    %6 = arith.muli %1, %5 : index
    %7 = arith.addi %m, %c3 : index
    %8 = arith.floordivsi %7, %c4 : index
    %9 = arith.muli %c4, %8 : index
    %10 = arith.minsi %9, %c528 : index
    %11 = arith.muli %1, %10 : index
    %12 = arith.addi %6, %11 : index
    %13 = arith.addi %12, %c96 : index
    %pack = memref.view %workspace[%c0][%13] : memref<?xi8> to memref<?xi8>
    %14 = memref.reinterpret_cast %x to offset: [0], sizes: [%n, %k], strides: [%k, 1] : memref<?xf64> to memref<?x?xf64, strided<[?, 1]>>
    %15 = memref.reinterpret_cast %y to offset: [0], sizes: [%k, %m], strides: [%m, 1] : memref<?xf64> to memref<?x?xf64, strided<[?, 1]>>
    %16 = memref.reinterpret_cast %out0 to offset: [0], sizes: [%n, %m], strides: [%m, 1] : memref<?xf64> to memref<?x?xf64, strided<[?, 1]>>
    "mgc.contract"(%14, %15, %16, %pack) ({
    ^bb0(%17: f64, %18: f64, %19: f64):
      %20 = math.fma %17, %18, %19 : f64
      "mgc.yield"(%20) : (f64) -> ()
    }, {
    ^bb0(%r0: index, %r1: index, %21: f64):
      %22 = arith.muli %m, %r0 : index
      %23 = arith.addi %22, %r1 : index
      memref.store %21, %out0[%23] : memref<?xf64>
      "mgc.yield"() : () -> ()
    }) : (memref<?x?xf64, strided<[?, 1]>>, memref<?x?xf64, strided<[?, 1]>>, memref<?x?xf64, strided<[?, 1]>>, memref<?xi8>) -> ()
    scf.parallel (%r0_1) = (%c0) to (%n) step (%c1) {
      %24:2 = scf.for %t = %c0 to %m step %c1 iter_args(%25 = %cst_1, %26 = %cst_2) -> (vector<32xf64>, vector<32xi1>) {
        %27 = arith.muli %m, %r0_1 : index
        %28 = arith.addi %27, %t : index
        %29 = memref.load %out0[%28] : memref<?xf64>
        %30 = arith.index_cast %t : index to i64
        %31 = arith.cmpf une, %29, %29 : f64
        %32 = arith.andi %t, %c31 : index
        %33 = vector.extract %25[%32] : f64 from vector<32xf64>
        %34 = vector.extract %26[%32] : i1 from vector<32xi1>
        %35 = arith.cmpf ogt, %29, %33 : f64
        %36 = arith.select %35, %29, %33 : f64
        %37 = arith.ori %34, %31 : i1
        %38 = vector.insert %36, %25[%32] : f64 into vector<32xf64>
        %39 = vector.insert %37, %26[%32] : i1 into vector<32xi1>
        scf.yield %38, %39 : vector<32xf64>, vector<32xi1>
      }
      %40:2 = scf.for %halving = %c0 to %c5 step %c1 iter_args(%41 = %24#0, %42 = %24#1) -> (vector<32xf64>, vector<32xi1>) {
        %43 = arith.shrsi %c16, %halving : index
        %44:2 = scf.for %lane = %c0 to %43 step %c1 iter_args(%45 = %41, %46 = %42) -> (vector<32xf64>, vector<32xi1>) {
          %47 = vector.extract %45[%lane] : f64 from vector<32xf64>
          %48 = vector.extract %46[%lane] : i1 from vector<32xi1>
          %49 = arith.addi %lane, %43 : index
          %50 = vector.extract %45[%49] : f64 from vector<32xf64>
          %51 = vector.extract %46[%49] : i1 from vector<32xi1>
          %52 = arith.cmpf ogt, %50, %47 : f64
          %53 = arith.select %52, %50, %47 : f64
          %54 = arith.ori %48, %51 : i1
          %55 = vector.insert %53, %45[%lane] : f64 into vector<32xf64>
          %56 = vector.insert %54, %46[%lane] : i1 into vector<32xi1>
          scf.yield %55, %56 : vector<32xf64>, vector<32xi1>
        }
        scf.yield %44#0, %44#1 : vector<32xf64>, vector<32xi1>
      }
      %57 = vector.extract %40#0[%c0] : f64 from vector<32xf64>
      %58 = vector.extract %40#1[%c0] : i1 from vector<32xi1>
      %59 = arith.select %58, %cst, %57 : f64
      scf.for %i1 = %c0 to %m step %c1 {
        %60 = arith.muli %m, %r0_1 : index
        %61 = arith.addi %60, %i1 : index
        %62 = memref.load %out0[%61] : memref<?xf64>
        %63 = arith.subf %62, %59 : f64
        memref.store %63, %out0[%61] : memref<?xf64>
      } {mgc.vector}
    }
    func.return
  }
}

// -----

// a temporary that is read elsewhere than it is overwritten keeps its own memory
func.func @f(%x: tensor<?xi64, ["n"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?xi64, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.cumsum"(%x) {axis = 0 : i64} : (tensor<?xi64, ["n"]>) -> tensor<?xi64, ["n"]>
  %1 = "mgc.slice"(%0) {starts = ["n-1"], sizes = ["n"], steps = [-1]} : (tensor<?xi64, ["n"]>) -> tensor<?xi64, ["n"]>
  func.return %1 : tensor<?xi64, ["n"]>
}

// -----

// before
module {
  func.func @f(%x: memref<?xi64> {mgc.size = "n"}, %out0: memref<?xi64> {mgc.size = "n"}, %n: index, %workspace: memref<?xi8>) {
    %c0 = arith.constant 0 : index
    %c0_i64 = arith.constant 0 : i64
    %cst = arith.constant dense<0> : vector<4xi64>
    %c1 = arith.constant 1 : index
    %c7 = arith.constant 7 : index
    %c4 = arith.constant 4 : index
    %false = arith.constant false
    %c3 = arith.constant 3 : index
    %c8 = arith.constant 8 : index
    %t0 = memref.view %workspace[%c0][%n] : memref<?xi8> to memref<?xi64>
    %0:2 = scf.for %r0 = %c0 to %n step %c1 iter_args(%1 = %c0_i64, %2 = %cst) -> (i64, vector<4xi64>) {
      %3 = memref.load %x[%r0] : memref<?xi64>
      %4 = arith.andi %r0, %c7 : index
      %5:2 = scf.while (%6 = %c0, %7 = %3) : (index, i64) -> (index, i64) {
        %8 = arith.shrsi %4, %6 : index
        %9 = arith.andi %8, %c1 : index
        %10 = arith.cmpi ne, %9, %c0 : index
        scf.condition(%10) %6, %7 : index, i64
      } do {
      ^bb0(%11: index, %12: i64):
        %13 = vector.extract %2[%11] : i64 from vector<4xi64>
        %14 = arith.addi %13, %12 : i64
        %15 = arith.addi %11, %c1 : index
        scf.yield %15, %14 : index, i64
      }
      %16 = vector.insert %5#1, %2[%5#0] : i64 into vector<4xi64>
      %17 = arith.addi %4, %c1 : index
      %18:2 = scf.for %level = %c0 to %c4 step %c1 iter_args(%19 = %c0_i64, %20 = %false) -> (i64, i1) {
        %21 = arith.subi %c3, %level : index
        %22 = arith.shrsi %17, %21 : index
        %23 = arith.andi %22, %c1 : index
        %24 = arith.cmpi ne, %23, %c0 : index
        %25 = vector.extract %16[%21] : i64 from vector<4xi64>
        %26 = arith.addi %19, %25 : i64
        %27 = arith.select %20, %26, %25 : i64
        %28 = arith.select %24, %27, %19 : i64
        %29 = arith.ori %20, %24 : i1
        scf.yield %28, %29 : i64, i1
      }
      %30 = arith.addi %1, %18#0 : i64
      memref.store %30, %t0[%r0] : memref<?xi64>
      %31 = arith.cmpi eq, %17, %c8 : index
      %32 = arith.select %31, %30, %1 : i64
      scf.yield %32, %16 : i64, vector<4xi64>
    }
    scf.for %r0_1 = %c0 to %n step %c1 {
      %33 = arith.subi %n, %r0_1 : index
      %34 = arith.subi %33, %c1 : index
      %35 = memref.load %t0[%34] : memref<?xi64>
      memref.store %35, %out0[%r0_1] : memref<?xi64>
    } {mgc.vector}
    func.return
  }
}

// -----

// becomes
module {
  func.func @f(%x: memref<?xi64> {mgc.size = "n"}, %out0: memref<?xi64> {mgc.size = "n"}, %n: index, %workspace: memref<?xi8>) {
    %c0 = arith.constant 0 : index
    %c0_i64 = arith.constant 0 : i64
    %cst = arith.constant dense<0> : vector<4xi64>
    %c1 = arith.constant 1 : index
    %c7 = arith.constant 7 : index
    %c4 = arith.constant 4 : index
    %false = arith.constant false
    %c3 = arith.constant 3 : index
    %c8 = arith.constant 8 : index
    %t0 = memref.view %workspace[%c0][%n] : memref<?xi8> to memref<?xi64>
    %0:2 = scf.for %r0 = %c0 to %n step %c1 iter_args(%1 = %c0_i64, %2 = %cst) -> (i64, vector<4xi64>) {
      %3 = memref.load %x[%r0] : memref<?xi64>
      %4 = arith.andi %r0, %c7 : index
      %5:2 = scf.while (%6 = %c0, %7 = %3) : (index, i64) -> (index, i64) {
        %8 = arith.shrsi %4, %6 : index
        %9 = arith.andi %8, %c1 : index
        %10 = arith.cmpi ne, %9, %c0 : index
        scf.condition(%10) %6, %7 : index, i64
      } do {
      ^bb0(%11: index, %12: i64):
        %13 = vector.extract %2[%11] : i64 from vector<4xi64>
        %14 = arith.addi %13, %12 : i64
        %15 = arith.addi %11, %c1 : index
        scf.yield %15, %14 : index, i64
      }
      %16 = vector.insert %5#1, %2[%5#0] : i64 into vector<4xi64>
      %17 = arith.addi %4, %c1 : index
      %18:2 = scf.for %level = %c0 to %c4 step %c1 iter_args(%19 = %c0_i64, %20 = %false) -> (i64, i1) {
        %21 = arith.subi %c3, %level : index
        %22 = arith.shrsi %17, %21 : index
        %23 = arith.andi %22, %c1 : index
        %24 = arith.cmpi ne, %23, %c0 : index
        %25 = vector.extract %16[%21] : i64 from vector<4xi64>
        %26 = arith.addi %19, %25 : i64
        %27 = arith.select %20, %26, %25 : i64
        %28 = arith.select %24, %27, %19 : i64
        %29 = arith.ori %20, %24 : i1
        scf.yield %28, %29 : i64, i1
      }
      %30 = arith.addi %1, %18#0 : i64
      memref.store %30, %t0[%r0] : memref<?xi64>
      %31 = arith.cmpi eq, %17, %c8 : index
      %32 = arith.select %31, %30, %1 : i64
      scf.yield %32, %16 : i64, vector<4xi64>
    }
    scf.for %r0_1 = %c0 to %n step %c1 {
      %33 = arith.subi %n, %r0_1 : index
      %34 = arith.subi %33, %c1 : index
      %35 = memref.load %t0[%34] : memref<?xi64>
      memref.store %35, %out0[%r0_1] : memref<?xi64>
    } {mgc.vector}
    func.return
  }
}

// -----

// a dead temporary makes room for another
func.func @f(%x: tensor<?xi64, ["n"]> {mgc.name = "x", mgc.kind = "array"}) -> (tensor<?xi64, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.cumsum"(%x) {axis = 0 : i64} : (tensor<?xi64, ["n"]>) -> tensor<?xi64, ["n"]>
  %1 = "mgc.slice"(%0) {starts = ["n-1"], sizes = ["n"], steps = [-1]} : (tensor<?xi64, ["n"]>) -> tensor<?xi64, ["n"]>
  %2 = "mgc.cumsum"(%1) {axis = 0 : i64} : (tensor<?xi64, ["n"]>) -> tensor<?xi64, ["n"]>
  %3 = "mgc.slice"(%2) {starts = ["n-1"], sizes = ["n"], steps = [-1]} : (tensor<?xi64, ["n"]>) -> tensor<?xi64, ["n"]>
  %4 = "mgc.cumsum"(%3) {axis = 0 : i64} : (tensor<?xi64, ["n"]>) -> tensor<?xi64, ["n"]>
  %5 = "mgc.slice"(%4) {starts = ["n-1"], sizes = ["n"], steps = [-1]} : (tensor<?xi64, ["n"]>) -> tensor<?xi64, ["n"]>
  %6 = "mgc.cumsum"(%5) {axis = 0 : i64} : (tensor<?xi64, ["n"]>) -> tensor<?xi64, ["n"]>
  func.return %6 : tensor<?xi64, ["n"]>
}

// -----

// before
module {
  func.func @f(%x: memref<?xi64> {mgc.size = "n"}, %out0: memref<?xi64> {mgc.size = "n"}, %n: index, %workspace: memref<?xi8>) {
    %c0 = arith.constant 0 : index
    %c64 = arith.constant 64 : index
    %c8 = arith.constant 8 : index
    %c63 = arith.constant 63 : index
    %c128 = arith.constant 128 : index
    %c0_i64 = arith.constant 0 : i64
    %cst = arith.constant dense<0> : vector<4xi64>
    %c1 = arith.constant 1 : index
    %c7 = arith.constant 7 : index
    %c4 = arith.constant 4 : index
    %false = arith.constant false
    %c3 = arith.constant 3 : index
    %t0 = memref.view %workspace[%c0][%n] : memref<?xi8> to memref<?xi64>
    %0 = arith.muli %c8, %n : index
    %1 = arith.addi %0, %c63 : index
    %2 = arith.floordivsi %1, %c64 : index
    %3 = arith.muli %c64, %2 : index
    %t1 = memref.view %workspace[%3][%n] : memref<?xi8> to memref<?xi64>
    %4 = arith.muli %c128, %2 : index
    %t2 = memref.view %workspace[%4][%n] : memref<?xi8> to memref<?xi64>
    %5:2 = scf.for %r0 = %c0 to %n step %c1 iter_args(%6 = %c0_i64, %7 = %cst) -> (i64, vector<4xi64>) {
      %8 = memref.load %x[%r0] : memref<?xi64>
      %9 = arith.andi %r0, %c7 : index
      %10:2 = scf.while (%11 = %c0, %12 = %8) : (index, i64) -> (index, i64) {
        %13 = arith.shrsi %9, %11 : index
        %14 = arith.andi %13, %c1 : index
        %15 = arith.cmpi ne, %14, %c0 : index
        scf.condition(%15) %11, %12 : index, i64
      } do {
      ^bb0(%16: index, %17: i64):
        %18 = vector.extract %7[%16] : i64 from vector<4xi64>
        %19 = arith.addi %18, %17 : i64
        %20 = arith.addi %16, %c1 : index
        scf.yield %20, %19 : index, i64
      }
      %21 = vector.insert %10#1, %7[%10#0] : i64 into vector<4xi64>
      %22 = arith.addi %9, %c1 : index
      %23:2 = scf.for %level = %c0 to %c4 step %c1 iter_args(%24 = %c0_i64, %25 = %false) -> (i64, i1) {
        %26 = arith.subi %c3, %level : index
        %27 = arith.shrsi %22, %26 : index
        %28 = arith.andi %27, %c1 : index
        %29 = arith.cmpi ne, %28, %c0 : index
        %30 = vector.extract %21[%26] : i64 from vector<4xi64>
        %31 = arith.addi %24, %30 : i64
        %32 = arith.select %25, %31, %30 : i64
        %33 = arith.select %29, %32, %24 : i64
        %34 = arith.ori %25, %29 : i1
        scf.yield %33, %34 : i64, i1
      }
      %35 = arith.addi %6, %23#0 : i64
      memref.store %35, %t0[%r0] : memref<?xi64>
      %36 = arith.cmpi eq, %22, %c8 : index
      %37 = arith.select %36, %35, %6 : i64
      scf.yield %37, %21 : i64, vector<4xi64>
    }
    %38:2 = scf.for %r0_1 = %c0 to %n step %c1 iter_args(%39 = %c0_i64, %40 = %cst) -> (i64, vector<4xi64>) {
      %41 = arith.subi %n, %r0_1 : index
      %42 = arith.subi %41, %c1 : index
      %43 = memref.load %t0[%42] : memref<?xi64>
      %44 = arith.andi %r0_1, %c7 : index
      %45:2 = scf.while (%46 = %c0, %47 = %43) : (index, i64) -> (index, i64) {
        %48 = arith.shrsi %44, %46 : index
        %49 = arith.andi %48, %c1 : index
        %50 = arith.cmpi ne, %49, %c0 : index
        scf.condition(%50) %46, %47 : index, i64
      } do {
      ^bb0(%51: index, %52: i64):
        %53 = vector.extract %40[%51] : i64 from vector<4xi64>
        %54 = arith.addi %53, %52 : i64
        %55 = arith.addi %51, %c1 : index
        scf.yield %55, %54 : index, i64
      }
      %56 = vector.insert %45#1, %40[%45#0] : i64 into vector<4xi64>
      %57 = arith.addi %44, %c1 : index
      %58:2 = scf.for %level_1 = %c0 to %c4 step %c1 iter_args(%59 = %c0_i64, %60 = %false) -> (i64, i1) {
        %61 = arith.subi %c3, %level_1 : index
        %62 = arith.shrsi %57, %61 : index
        %63 = arith.andi %62, %c1 : index
        %64 = arith.cmpi ne, %63, %c0 : index
        %65 = vector.extract %56[%61] : i64 from vector<4xi64>
        %66 = arith.addi %59, %65 : i64
        %67 = arith.select %60, %66, %65 : i64
        %68 = arith.select %64, %67, %59 : i64
        %69 = arith.ori %60, %64 : i1
        scf.yield %68, %69 : i64, i1
      }
      %70 = arith.addi %39, %58#0 : i64
      memref.store %70, %t1[%r0_1] : memref<?xi64>
      %71 = arith.cmpi eq, %57, %c8 : index
      %72 = arith.select %71, %70, %39 : i64
      scf.yield %72, %56 : i64, vector<4xi64>
    }
    %73:2 = scf.for %r0_2 = %c0 to %n step %c1 iter_args(%74 = %c0_i64, %75 = %cst) -> (i64, vector<4xi64>) {
      %76 = arith.subi %n, %r0_2 : index
      %77 = arith.subi %76, %c1 : index
      %78 = memref.load %t1[%77] : memref<?xi64>
      %79 = arith.andi %r0_2, %c7 : index
      %80:2 = scf.while (%81 = %c0, %82 = %78) : (index, i64) -> (index, i64) {
        %83 = arith.shrsi %79, %81 : index
        %84 = arith.andi %83, %c1 : index
        %85 = arith.cmpi ne, %84, %c0 : index
        scf.condition(%85) %81, %82 : index, i64
      } do {
      ^bb0(%86: index, %87: i64):
        %88 = vector.extract %75[%86] : i64 from vector<4xi64>
        %89 = arith.addi %88, %87 : i64
        %90 = arith.addi %86, %c1 : index
        scf.yield %90, %89 : index, i64
      }
      %91 = vector.insert %80#1, %75[%80#0] : i64 into vector<4xi64>
      %92 = arith.addi %79, %c1 : index
      %93:2 = scf.for %level_2 = %c0 to %c4 step %c1 iter_args(%94 = %c0_i64, %95 = %false) -> (i64, i1) {
        %96 = arith.subi %c3, %level_2 : index
        %97 = arith.shrsi %92, %96 : index
        %98 = arith.andi %97, %c1 : index
        %99 = arith.cmpi ne, %98, %c0 : index
        %100 = vector.extract %91[%96] : i64 from vector<4xi64>
        %101 = arith.addi %94, %100 : i64
        %102 = arith.select %95, %101, %100 : i64
        %103 = arith.select %99, %102, %94 : i64
        %104 = arith.ori %95, %99 : i1
        scf.yield %103, %104 : i64, i1
      }
      %105 = arith.addi %74, %93#0 : i64
      memref.store %105, %t2[%r0_2] : memref<?xi64>
      %106 = arith.cmpi eq, %92, %c8 : index
      %107 = arith.select %106, %105, %74 : i64
      scf.yield %107, %91 : i64, vector<4xi64>
    }
    %108:2 = scf.for %r0_3 = %c0 to %n step %c1 iter_args(%109 = %c0_i64, %110 = %cst) -> (i64, vector<4xi64>) {
      %111 = arith.subi %n, %r0_3 : index
      %112 = arith.subi %111, %c1 : index
      %113 = memref.load %t2[%112] : memref<?xi64>
      %114 = arith.andi %r0_3, %c7 : index
      %115:2 = scf.while (%116 = %c0, %117 = %113) : (index, i64) -> (index, i64) {
        %118 = arith.shrsi %114, %116 : index
        %119 = arith.andi %118, %c1 : index
        %120 = arith.cmpi ne, %119, %c0 : index
        scf.condition(%120) %116, %117 : index, i64
      } do {
      ^bb0(%121: index, %122: i64):
        %123 = vector.extract %110[%121] : i64 from vector<4xi64>
        %124 = arith.addi %123, %122 : i64
        %125 = arith.addi %121, %c1 : index
        scf.yield %125, %124 : index, i64
      }
      %126 = vector.insert %115#1, %110[%115#0] : i64 into vector<4xi64>
      %127 = arith.addi %114, %c1 : index
      %128:2 = scf.for %level_3 = %c0 to %c4 step %c1 iter_args(%129 = %c0_i64, %130 = %false) -> (i64, i1) {
        %131 = arith.subi %c3, %level_3 : index
        %132 = arith.shrsi %127, %131 : index
        %133 = arith.andi %132, %c1 : index
        %134 = arith.cmpi ne, %133, %c0 : index
        %135 = vector.extract %126[%131] : i64 from vector<4xi64>
        %136 = arith.addi %129, %135 : i64
        %137 = arith.select %130, %136, %135 : i64
        %138 = arith.select %134, %137, %129 : i64
        %139 = arith.ori %130, %134 : i1
        scf.yield %138, %139 : i64, i1
      }
      %140 = arith.addi %109, %128#0 : i64
      memref.store %140, %out0[%r0_3] : memref<?xi64>
      %141 = arith.cmpi eq, %127, %c8 : index
      %142 = arith.select %141, %140, %109 : i64
      scf.yield %142, %126 : i64, vector<4xi64>
    }
    func.return
  }
}

// -----

// becomes
module {
  func.func @f(%x: memref<?xi64> {mgc.size = "n"}, %out0: memref<?xi64> {mgc.size = "n"}, %n: index, %workspace: memref<?xi8>) {
    %c0 = arith.constant 0 : index
    %c64 = arith.constant 64 : index
    %c8 = arith.constant 8 : index
    %c63 = arith.constant 63 : index
    %c0_i64 = arith.constant 0 : i64
    %cst = arith.constant dense<0> : vector<4xi64>
    %c1 = arith.constant 1 : index
    %c7 = arith.constant 7 : index
    %c4 = arith.constant 4 : index
    %false = arith.constant false
    %c3 = arith.constant 3 : index
    %t0 = memref.view %workspace[%c0][%n] : memref<?xi8> to memref<?xi64>
    %0 = arith.muli %c8, %n : index
    %1 = arith.addi %0, %c63 : index
    %2 = arith.floordivsi %1, %c64 : index
    %3 = arith.muli %c64, %2 : index
    %t1 = memref.view %workspace[%3][%n] : memref<?xi8> to memref<?xi64>
    %t2 = memref.view %workspace[%c0][%n] : memref<?xi8> to memref<?xi64>
    %4:2 = scf.for %r0 = %c0 to %n step %c1 iter_args(%5 = %c0_i64, %6 = %cst) -> (i64, vector<4xi64>) {
      %7 = memref.load %x[%r0] : memref<?xi64>
      %8 = arith.andi %r0, %c7 : index
      %9:2 = scf.while (%10 = %c0, %11 = %7) : (index, i64) -> (index, i64) {
        %12 = arith.shrsi %8, %10 : index
        %13 = arith.andi %12, %c1 : index
        %14 = arith.cmpi ne, %13, %c0 : index
        scf.condition(%14) %10, %11 : index, i64
      } do {
      ^bb0(%15: index, %16: i64):
        %17 = vector.extract %6[%15] : i64 from vector<4xi64>
        %18 = arith.addi %17, %16 : i64
        %19 = arith.addi %15, %c1 : index
        scf.yield %19, %18 : index, i64
      }
      %20 = vector.insert %9#1, %6[%9#0] : i64 into vector<4xi64>
      %21 = arith.addi %8, %c1 : index
      %22:2 = scf.for %level = %c0 to %c4 step %c1 iter_args(%23 = %c0_i64, %24 = %false) -> (i64, i1) {
        %25 = arith.subi %c3, %level : index
        %26 = arith.shrsi %21, %25 : index
        %27 = arith.andi %26, %c1 : index
        %28 = arith.cmpi ne, %27, %c0 : index
        %29 = vector.extract %20[%25] : i64 from vector<4xi64>
        %30 = arith.addi %23, %29 : i64
        %31 = arith.select %24, %30, %29 : i64
        %32 = arith.select %28, %31, %23 : i64
        %33 = arith.ori %24, %28 : i1
        scf.yield %32, %33 : i64, i1
      }
      %34 = arith.addi %5, %22#0 : i64
      memref.store %34, %t0[%r0] : memref<?xi64>
      %35 = arith.cmpi eq, %21, %c8 : index
      %36 = arith.select %35, %34, %5 : i64
      scf.yield %36, %20 : i64, vector<4xi64>
    }
    %37:2 = scf.for %r0_1 = %c0 to %n step %c1 iter_args(%38 = %c0_i64, %39 = %cst) -> (i64, vector<4xi64>) {
      %40 = arith.subi %n, %r0_1 : index
      %41 = arith.subi %40, %c1 : index
      %42 = memref.load %t0[%41] : memref<?xi64>
      %43 = arith.andi %r0_1, %c7 : index
      %44:2 = scf.while (%45 = %c0, %46 = %42) : (index, i64) -> (index, i64) {
        %47 = arith.shrsi %43, %45 : index
        %48 = arith.andi %47, %c1 : index
        %49 = arith.cmpi ne, %48, %c0 : index
        scf.condition(%49) %45, %46 : index, i64
      } do {
      ^bb0(%50: index, %51: i64):
        %52 = vector.extract %39[%50] : i64 from vector<4xi64>
        %53 = arith.addi %52, %51 : i64
        %54 = arith.addi %50, %c1 : index
        scf.yield %54, %53 : index, i64
      }
      %55 = vector.insert %44#1, %39[%44#0] : i64 into vector<4xi64>
      %56 = arith.addi %43, %c1 : index
      %57:2 = scf.for %level_1 = %c0 to %c4 step %c1 iter_args(%58 = %c0_i64, %59 = %false) -> (i64, i1) {
        %60 = arith.subi %c3, %level_1 : index
        %61 = arith.shrsi %56, %60 : index
        %62 = arith.andi %61, %c1 : index
        %63 = arith.cmpi ne, %62, %c0 : index
        %64 = vector.extract %55[%60] : i64 from vector<4xi64>
        %65 = arith.addi %58, %64 : i64
        %66 = arith.select %59, %65, %64 : i64
        %67 = arith.select %63, %66, %58 : i64
        %68 = arith.ori %59, %63 : i1
        scf.yield %67, %68 : i64, i1
      }
      %69 = arith.addi %38, %57#0 : i64
      memref.store %69, %t1[%r0_1] : memref<?xi64>
      %70 = arith.cmpi eq, %56, %c8 : index
      %71 = arith.select %70, %69, %38 : i64
      scf.yield %71, %55 : i64, vector<4xi64>
    }
    %72:2 = scf.for %r0_2 = %c0 to %n step %c1 iter_args(%73 = %c0_i64, %74 = %cst) -> (i64, vector<4xi64>) {
      %75 = arith.subi %n, %r0_2 : index
      %76 = arith.subi %75, %c1 : index
      %77 = memref.load %t1[%76] : memref<?xi64>
      %78 = arith.andi %r0_2, %c7 : index
      %79:2 = scf.while (%80 = %c0, %81 = %77) : (index, i64) -> (index, i64) {
        %82 = arith.shrsi %78, %80 : index
        %83 = arith.andi %82, %c1 : index
        %84 = arith.cmpi ne, %83, %c0 : index
        scf.condition(%84) %80, %81 : index, i64
      } do {
      ^bb0(%85: index, %86: i64):
        %87 = vector.extract %74[%85] : i64 from vector<4xi64>
        %88 = arith.addi %87, %86 : i64
        %89 = arith.addi %85, %c1 : index
        scf.yield %89, %88 : index, i64
      }
      %90 = vector.insert %79#1, %74[%79#0] : i64 into vector<4xi64>
      %91 = arith.addi %78, %c1 : index
      %92:2 = scf.for %level_2 = %c0 to %c4 step %c1 iter_args(%93 = %c0_i64, %94 = %false) -> (i64, i1) {
        %95 = arith.subi %c3, %level_2 : index
        %96 = arith.shrsi %91, %95 : index
        %97 = arith.andi %96, %c1 : index
        %98 = arith.cmpi ne, %97, %c0 : index
        %99 = vector.extract %90[%95] : i64 from vector<4xi64>
        %100 = arith.addi %93, %99 : i64
        %101 = arith.select %94, %100, %99 : i64
        %102 = arith.select %98, %101, %93 : i64
        %103 = arith.ori %94, %98 : i1
        scf.yield %102, %103 : i64, i1
      }
      %104 = arith.addi %73, %92#0 : i64
      memref.store %104, %t2[%r0_2] : memref<?xi64>
      %105 = arith.cmpi eq, %91, %c8 : index
      %106 = arith.select %105, %104, %73 : i64
      scf.yield %106, %90 : i64, vector<4xi64>
    }
    %107:2 = scf.for %r0_3 = %c0 to %n step %c1 iter_args(%108 = %c0_i64, %109 = %cst) -> (i64, vector<4xi64>) {
      %110 = arith.subi %n, %r0_3 : index
      %111 = arith.subi %110, %c1 : index
      %112 = memref.load %t2[%111] : memref<?xi64>
      %113 = arith.andi %r0_3, %c7 : index
      %114:2 = scf.while (%115 = %c0, %116 = %112) : (index, i64) -> (index, i64) {
        %117 = arith.shrsi %113, %115 : index
        %118 = arith.andi %117, %c1 : index
        %119 = arith.cmpi ne, %118, %c0 : index
        scf.condition(%119) %115, %116 : index, i64
      } do {
      ^bb0(%120: index, %121: i64):
        %122 = vector.extract %109[%120] : i64 from vector<4xi64>
        %123 = arith.addi %122, %121 : i64
        %124 = arith.addi %120, %c1 : index
        scf.yield %124, %123 : index, i64
      }
      %125 = vector.insert %114#1, %109[%114#0] : i64 into vector<4xi64>
      %126 = arith.addi %113, %c1 : index
      %127:2 = scf.for %level_3 = %c0 to %c4 step %c1 iter_args(%128 = %c0_i64, %129 = %false) -> (i64, i1) {
        %130 = arith.subi %c3, %level_3 : index
        %131 = arith.shrsi %126, %130 : index
        %132 = arith.andi %131, %c1 : index
        %133 = arith.cmpi ne, %132, %c0 : index
        %134 = vector.extract %125[%130] : i64 from vector<4xi64>
        %135 = arith.addi %128, %134 : i64
        %136 = arith.select %129, %135, %134 : i64
        %137 = arith.select %133, %136, %128 : i64
        %138 = arith.ori %129, %133 : i1
        scf.yield %137, %138 : i64, i1
      }
      %139 = arith.addi %108, %127#0 : i64
      memref.store %139, %out0[%r0_3] : memref<?xi64>
      %140 = arith.cmpi eq, %126, %c8 : index
      %141 = arith.select %140, %139, %108 : i64
      scf.yield %141, %125 : i64, vector<4xi64>
    }
    func.return
  }
}

// -----

// nests share the memory that each needs for itself
func.func @f(%x: tensor<4x4xf64> {mgc.name = "x", mgc.kind = "array"}, %y: tensor<4x4xf64> {mgc.name = "y", mgc.kind = "array"}, %z: tensor<4x4xf64> {mgc.name = "z", mgc.kind = "array"}) -> (tensor<4x4xf64>) {
  %0 = "mgc.matmul"(%x, %y) : (tensor<4x4xf64>, tensor<4x4xf64>) -> tensor<4x4xf64>
  %1 = "mgc.matmul"(%0, %z) : (tensor<4x4xf64>, tensor<4x4xf64>) -> tensor<4x4xf64>
  %2 = "mgc.matmul"(%1, %y) : (tensor<4x4xf64>, tensor<4x4xf64>) -> tensor<4x4xf64>
  func.return %2 : tensor<4x4xf64>
}

// -----

// before
module {
  func.func @f(%x: memref<?xf64> {mgc.size = "16"}, %y: memref<?xf64> {mgc.size = "16"}, %z: memref<?xf64> {mgc.size = "16"}, %out0: memref<?xf64> {mgc.size = "16"}, %workspace: memref<?xi8>) {
    %c0 = arith.constant 0 : index
    %c16 = arith.constant 16 : index
    %c128 = arith.constant 128 : index
    %c416 = arith.constant 416 : index
    %c576 = arith.constant 576 : index
    %c704 = arith.constant 704 : index
    %c1152 = arith.constant 1152 : index
    %c4 = arith.constant 4 : index
    %t0 = memref.view %workspace[%c0][%c16] : memref<?xi8> to memref<?xf64>
    %pack = memref.view %workspace[%c128][%c416] : memref<?xi8> to memref<?xi8>
    %t1 = memref.view %workspace[%c576][%c16] : memref<?xi8> to memref<?xf64>
    %pack_1 = memref.view %workspace[%c704][%c416] : memref<?xi8> to memref<?xi8>
    %pack_2 = memref.view %workspace[%c1152][%c416] : memref<?xi8> to memref<?xi8>
    %0 = memref.reinterpret_cast %x to offset: [0], sizes: [4, 4], strides: [4, 1] : memref<?xf64> to memref<4x4xf64, strided<[4, 1]>>
    %1 = memref.reinterpret_cast %y to offset: [0], sizes: [4, 4], strides: [4, 1] : memref<?xf64> to memref<4x4xf64, strided<[4, 1]>>
    %2 = memref.reinterpret_cast %t0 to offset: [0], sizes: [4, 4], strides: [4, 1] : memref<?xf64> to memref<4x4xf64, strided<[4, 1]>>
    "mgc.contract"(%0, %1, %2, %pack) ({
    ^bb0(%3: f64, %4: f64, %5: f64):
      %6 = math.fma %3, %4, %5 : f64
      "mgc.yield"(%6) : (f64) -> ()
    }, {
    ^bb0(%r0: index, %r1: index, %7: f64):
      %8 = arith.muli %c4, %r0 : index
      %9 = arith.addi %8, %r1 : index
      memref.store %7, %t0[%9] : memref<?xf64>
      "mgc.yield"() : () -> ()
    }) : (memref<4x4xf64, strided<[4, 1]>>, memref<4x4xf64, strided<[4, 1]>>, memref<4x4xf64, strided<[4, 1]>>, memref<?xi8>) -> ()
    %10 = memref.reinterpret_cast %z to offset: [0], sizes: [4, 4], strides: [4, 1] : memref<?xf64> to memref<4x4xf64, strided<[4, 1]>>
    %11 = memref.reinterpret_cast %t1 to offset: [0], sizes: [4, 4], strides: [4, 1] : memref<?xf64> to memref<4x4xf64, strided<[4, 1]>>
    "mgc.contract"(%2, %10, %11, %pack_1) ({
    ^bb0(%12: f64, %13: f64, %14: f64):
      %15 = math.fma %12, %13, %14 : f64
      "mgc.yield"(%15) : (f64) -> ()
    }, {
    ^bb0(%r0_1: index, %r1_1: index, %16: f64):
      %17 = arith.muli %c4, %r0_1 : index
      %18 = arith.addi %17, %r1_1 : index
      memref.store %16, %t1[%18] : memref<?xf64>
      "mgc.yield"() : () -> ()
    }) : (memref<4x4xf64, strided<[4, 1]>>, memref<4x4xf64, strided<[4, 1]>>, memref<4x4xf64, strided<[4, 1]>>, memref<?xi8>) -> ()
    %19 = memref.reinterpret_cast %out0 to offset: [0], sizes: [4, 4], strides: [4, 1] : memref<?xf64> to memref<4x4xf64, strided<[4, 1]>>
    "mgc.contract"(%11, %1, %19, %pack_2) ({
    ^bb0(%20: f64, %21: f64, %22: f64):
      %23 = math.fma %20, %21, %22 : f64
      "mgc.yield"(%23) : (f64) -> ()
    }, {
    ^bb0(%r0_2: index, %r1_2: index, %24: f64):
      %25 = arith.muli %c4, %r0_2 : index
      %26 = arith.addi %25, %r1_2 : index
      memref.store %24, %out0[%26] : memref<?xf64>
      "mgc.yield"() : () -> ()
    }) : (memref<4x4xf64, strided<[4, 1]>>, memref<4x4xf64, strided<[4, 1]>>, memref<4x4xf64, strided<[4, 1]>>, memref<?xi8>) -> ()
    func.return
  }
}

// -----

// becomes
module {
  func.func @f(%x: memref<?xf64> {mgc.size = "16"}, %y: memref<?xf64> {mgc.size = "16"}, %z: memref<?xf64> {mgc.size = "16"}, %out0: memref<?xf64> {mgc.size = "16"}, %workspace: memref<?xi8>) {
    %c0 = arith.constant 0 : index
    %c16 = arith.constant 16 : index
    %c256 = arith.constant 256 : index
    %c416 = arith.constant 416 : index
    %c128 = arith.constant 128 : index
    %c4 = arith.constant 4 : index
    %t0 = memref.view %workspace[%c0][%c16] : memref<?xi8> to memref<?xf64>
    %pack = memref.view %workspace[%c256][%c416] : memref<?xi8> to memref<?xi8>
    %t1 = memref.view %workspace[%c128][%c16] : memref<?xi8> to memref<?xf64>
    %pack_1 = memref.view %workspace[%c256][%c416] : memref<?xi8> to memref<?xi8>
    %pack_2 = memref.view %workspace[%c256][%c416] : memref<?xi8> to memref<?xi8>
    %0 = memref.reinterpret_cast %x to offset: [0], sizes: [4, 4], strides: [4, 1] : memref<?xf64> to memref<4x4xf64, strided<[4, 1]>>
    %1 = memref.reinterpret_cast %y to offset: [0], sizes: [4, 4], strides: [4, 1] : memref<?xf64> to memref<4x4xf64, strided<[4, 1]>>
    %2 = memref.reinterpret_cast %t0 to offset: [0], sizes: [4, 4], strides: [4, 1] : memref<?xf64> to memref<4x4xf64, strided<[4, 1]>>
    "mgc.contract"(%0, %1, %2, %pack) ({
    ^bb0(%3: f64, %4: f64, %5: f64):
      %6 = math.fma %3, %4, %5 : f64
      "mgc.yield"(%6) : (f64) -> ()
    }, {
    ^bb0(%r0: index, %r1: index, %7: f64):
      %8 = arith.muli %c4, %r0 : index
      %9 = arith.addi %8, %r1 : index
      memref.store %7, %t0[%9] : memref<?xf64>
      "mgc.yield"() : () -> ()
    }) : (memref<4x4xf64, strided<[4, 1]>>, memref<4x4xf64, strided<[4, 1]>>, memref<4x4xf64, strided<[4, 1]>>, memref<?xi8>) -> ()
    %10 = memref.reinterpret_cast %z to offset: [0], sizes: [4, 4], strides: [4, 1] : memref<?xf64> to memref<4x4xf64, strided<[4, 1]>>
    %11 = memref.reinterpret_cast %t1 to offset: [0], sizes: [4, 4], strides: [4, 1] : memref<?xf64> to memref<4x4xf64, strided<[4, 1]>>
    "mgc.contract"(%2, %10, %11, %pack_1) ({
    ^bb0(%12: f64, %13: f64, %14: f64):
      %15 = math.fma %12, %13, %14 : f64
      "mgc.yield"(%15) : (f64) -> ()
    }, {
    ^bb0(%r0_1: index, %r1_1: index, %16: f64):
      %17 = arith.muli %c4, %r0_1 : index
      %18 = arith.addi %17, %r1_1 : index
      memref.store %16, %t1[%18] : memref<?xf64>
      "mgc.yield"() : () -> ()
    }) : (memref<4x4xf64, strided<[4, 1]>>, memref<4x4xf64, strided<[4, 1]>>, memref<4x4xf64, strided<[4, 1]>>, memref<?xi8>) -> ()
    %19 = memref.reinterpret_cast %out0 to offset: [0], sizes: [4, 4], strides: [4, 1] : memref<?xf64> to memref<4x4xf64, strided<[4, 1]>>
    "mgc.contract"(%11, %1, %19, %pack_2) ({
    ^bb0(%20: f64, %21: f64, %22: f64):
      %23 = math.fma %20, %21, %22 : f64
      "mgc.yield"(%23) : (f64) -> ()
    }, {
    ^bb0(%r0_2: index, %r1_2: index, %24: f64):
      %25 = arith.muli %c4, %r0_2 : index
      %26 = arith.addi %25, %r1_2 : index
      memref.store %24, %out0[%26] : memref<?xf64>
      "mgc.yield"() : () -> ()
    }) : (memref<4x4xf64, strided<[4, 1]>>, memref<4x4xf64, strided<[4, 1]>>, memref<4x4xf64, strided<[4, 1]>>, memref<?xi8>) -> ()
    func.return
  }
}

// -----

// a temporary in a loop is as large as in the last iteration: a power of two
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array", mgc.writable}) -> (tensor<?xf64, ["n"]> {mgc.inout = 0 : i64}) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.for"(%x) ({
  ^bb0(%i: index, %x_1: tensor<?xf64, ["n"]>):
    %1 = "mgc.extent"() {extent = "i", dtype = i64} : () -> tensor<i64>
    %2 = "mgc.constant"() {value = dense<61> : tensor<i64>} : () -> tensor<i64>
    %3 = "mgc.less_equal"(%1, %2) : (tensor<i64>, tensor<i64>) -> tensor<i1>
    %4 = "mgc.check"(%3) {message = "an integer power does not fit 64 bits", error = "OverflowError"} : (tensor<i1>) -> tensor<i1>
    %5 = "mgc.slice"(%x_1) {starts = ["i"], sizes = [1], steps = [1]} : (tensor<?xf64, ["n"]>) -> tensor<1xf64>
    %6 = "mgc.squeeze"(%5) {axes = [0]} : (tensor<1xf64>) -> tensor<f64>
    %7 = "mgc.broadcast"(%6) {shape = ["2**i"]} : (tensor<f64>) -> tensor<?xf64, ["2**i"]>
    %8 = "mgc.cumsum"(%7) {axis = 0 : i64} : (tensor<?xf64, ["2**i"]>) -> tensor<?xf64, ["2**i"]>
    %9 = "mgc.slice"(%8) {starts = ["2**i-1"], sizes = ["2**i"], steps = [-1]} : (tensor<?xf64, ["2**i"]>) -> tensor<?xf64, ["2**i"]>
    %10 = "mgc.cumsum"(%9) {axis = 0 : i64} : (tensor<?xf64, ["2**i"]>) -> tensor<?xf64, ["2**i"]>
    %11 = "mgc.sum"(%10) {axes = [0], lanes = true} : (tensor<?xf64, ["2**i"]>) -> tensor<f64>
    %12 = "mgc.update"(%x_1, %11) {view = [{op = "slice", starts = ["i"], sizes = [1], steps = [1]}, {op = "squeeze", axes = [0]}]} : (tensor<?xf64, ["n"]>, tensor<f64>) -> tensor<?xf64, ["n"]>
    "mgc.yield"(%12) : (tensor<?xf64, ["n"]>) -> ()
  }) {extent = "n"} : (tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  func.return %0 : tensor<?xf64, ["n"]>
}

// -----

// before
module {
  func.func @f(%x: memref<?xf64> {mgc.size = "n", mgc.writable}, %n: index, %workspace: memref<?xi8>) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c0_i64 = arith.constant 0 : i64
    %c1_i64 = arith.constant 1 : i64
    %c61_i64 = arith.constant 61 : i64
    %c4611686018427387904_i64 = arith.constant 4611686018427387904 : i64
    %c64 = arith.constant 64 : index
    %c2 = arith.constant 2 : index
    %c63 = arith.constant 63 : index
    %true = arith.constant true
    %cst = arith.constant 0.0 : f64
    %cst_1 = arith.constant dense<0.0> : vector<4xf64>
    %c7 = arith.constant 7 : index
    %c4 = arith.constant 4 : index
    %false = arith.constant false
    %c3 = arith.constant 3 : index
    %c8 = arith.constant 8 : index
    %cst_2 = arith.constant dense<0.0> : vector<64xf64>
    %c4096 = arith.constant 4096 : index
    %cst_3 = arith.constant dense<0.0> : vector<32xf64>
    %c31 = arith.constant 31 : index
    %c5 = arith.constant 5 : index
    %c16 = arith.constant 16 : index
    %c12 = arith.constant 12 : index
    %c4095 = arith.constant 4095 : index
    %0 = arith.subi %n, %c1 : index
    %1 = arith.index_cast %0 : index to i64
    %2 = arith.cmpi sge, %1, %c0_i64 : i64
    %3 = arith.cmpi sle, %1, %c61_i64 : i64
    %4 = arith.andi %2, %3 : i1
    %5 = arith.select %4, %1, %c0_i64 : i64
    %6 = arith.shli %c1_i64, %5 : i64
    %7 = arith.cmpi slt, %1, %c0_i64 : i64
    %8 = arith.select %7, %c0_i64, %c4611686018427387904_i64 : i64
    %9 = arith.select %4, %6, %8 : i64
    %10 = arith.index_cast %9 : i64 to index
    %t0 = memref.view %workspace[%c0][%10] : memref<?xi8> to memref<?xf64>
    %11 = arith.addi %n, %c2 : index
    %12 = arith.index_cast %11 : index to i64
    %13 = arith.cmpi sge, %12, %c0_i64 : i64
    %14 = arith.cmpi sle, %12, %c61_i64 : i64
    %15 = arith.andi %13, %14 : i1
    %16 = arith.select %15, %12, %c0_i64 : i64
    %17 = arith.shli %c1_i64, %16 : i64
    %18 = arith.cmpi slt, %12, %c0_i64 : i64
    %19 = arith.select %18, %c0_i64, %c4611686018427387904_i64 : i64
    %20 = arith.select %15, %17, %19 : i64
    %21 = arith.index_cast %20 : i64 to index
    %22 = arith.addi %21, %c63 : index
    %23 = arith.floordivsi %22, %c64 : index
    %24 = arith.muli %c64, %23 : index
    %t1 = memref.view %workspace[%24][%10] : memref<?xi8> to memref<?xf64>
    scf.for %i = %c0 to %n step %c1 {
      %25 = arith.index_cast %i : index to i64
      %26 = arith.cmpi sle, %25, %c61_i64 : i64
      %27 = arith.xori %26, %true : i1
      "mgc.check"(%27) {error = "OverflowError", kind = "check", message = "an integer power does not fit 64 bits", site = 0 : i64} : (i1) -> ()
      %28 = arith.cmpi sge, %25, %c0_i64 : i64
      %29 = arith.andi %28, %26 : i1
      %30 = arith.select %29, %25, %c0_i64 : i64
      %31 = arith.shli %c1_i64, %30 : i64
      %32 = arith.cmpi slt, %25, %c0_i64 : i64
      %33 = arith.select %32, %c0_i64, %c4611686018427387904_i64 : i64
      %34 = arith.select %29, %31, %33 : i64
      %35 = arith.index_cast %34 : i64 to index
      %36:2 = scf.for %r0 = %c0 to %35 step %c1 iter_args(%37 = %cst, %38 = %cst_1) -> (f64, vector<4xf64>) {
        %39 = memref.load %x[%i] : memref<?xf64>
        %40 = arith.andi %r0, %c7 : index
        %41:2 = scf.while (%42 = %c0, %43 = %39) : (index, f64) -> (index, f64) {
          %44 = arith.shrsi %40, %42 : index
          %45 = arith.andi %44, %c1 : index
          %46 = arith.cmpi ne, %45, %c0 : index
          scf.condition(%46) %42, %43 : index, f64
        } do {
        ^bb0(%47: index, %48: f64):
          %49 = vector.extract %38[%47] : f64 from vector<4xf64>
          %50 = arith.addf %49, %48 : f64
          %51 = arith.addi %47, %c1 : index
          scf.yield %51, %50 : index, f64
        }
        %52 = vector.insert %41#1, %38[%41#0] : f64 into vector<4xf64>
        %53 = arith.addi %40, %c1 : index
        %54:2 = scf.for %level = %c0 to %c4 step %c1 iter_args(%55 = %cst, %56 = %false) -> (f64, i1) {
          %57 = arith.subi %c3, %level : index
          %58 = arith.shrsi %53, %57 : index
          %59 = arith.andi %58, %c1 : index
          %60 = arith.cmpi ne, %59, %c0 : index
          %61 = vector.extract %52[%57] : f64 from vector<4xf64>
          %62 = arith.addf %55, %61 : f64
          %63 = arith.select %56, %62, %61 : f64
          %64 = arith.select %60, %63, %55 : f64
          %65 = arith.ori %56, %60 : i1
          scf.yield %64, %65 : f64, i1
        }
        %66 = arith.addf %37, %54#0 : f64
        memref.store %66, %t0[%r0] : memref<?xf64>
        %67 = arith.cmpi eq, %53, %c8 : index
        %68 = arith.select %67, %66, %37 : f64
        scf.yield %68, %52 : f64, vector<4xf64>
      }
      %69:2 = scf.for %r0_1 = %c0 to %35 step %c1 iter_args(%70 = %cst, %71 = %cst_1) -> (f64, vector<4xf64>) {
        %72 = arith.subi %c0, %r0_1 : index
        %73 = arith.addi %72, %35 : index
        %74 = arith.subi %73, %c1 : index
        %75 = memref.load %t0[%74] : memref<?xf64>
        %76 = arith.andi %r0_1, %c7 : index
        %77:2 = scf.while (%78 = %c0, %79 = %75) : (index, f64) -> (index, f64) {
          %80 = arith.shrsi %76, %78 : index
          %81 = arith.andi %80, %c1 : index
          %82 = arith.cmpi ne, %81, %c0 : index
          scf.condition(%82) %78, %79 : index, f64
        } do {
        ^bb0(%83: index, %84: f64):
          %85 = vector.extract %71[%83] : f64 from vector<4xf64>
          %86 = arith.addf %85, %84 : f64
          %87 = arith.addi %83, %c1 : index
          scf.yield %87, %86 : index, f64
        }
        %88 = vector.insert %77#1, %71[%77#0] : f64 into vector<4xf64>
        %89 = arith.addi %76, %c1 : index
        %90:2 = scf.for %level_1 = %c0 to %c4 step %c1 iter_args(%91 = %cst, %92 = %false) -> (f64, i1) {
          %93 = arith.subi %c3, %level_1 : index
          %94 = arith.shrsi %89, %93 : index
          %95 = arith.andi %94, %c1 : index
          %96 = arith.cmpi ne, %95, %c0 : index
          %97 = vector.extract %88[%93] : f64 from vector<4xf64>
          %98 = arith.addf %91, %97 : f64
          %99 = arith.select %92, %98, %97 : f64
          %100 = arith.select %96, %99, %91 : f64
          %101 = arith.ori %92, %96 : i1
          scf.yield %100, %101 : f64, i1
        }
        %102 = arith.addf %70, %90#0 : f64
        memref.store %102, %t1[%r0_1] : memref<?xf64>
        %103 = arith.cmpi eq, %89, %c8 : index
        %104 = arith.select %103, %102, %70 : f64
        scf.yield %104, %88 : f64, vector<4xf64>
      }
      %105 = scf.for %chunk = %c0 to %35 step %c4096 iter_args(%106 = %cst_2) -> (vector<64xf64>) {
        %107 = arith.subi %35, %chunk : index
        %108 = arith.minsi %107, %c4096 : index
        %109 = arith.addi %chunk, %108 : index
        %110 = scf.for %t = %chunk to %109 step %c1 iter_args(%111 = %cst_3) -> (vector<32xf64>) {
          %112 = memref.load %t1[%t] : memref<?xf64>
          %113 = arith.andi %t, %c31 : index
          %114 = vector.extract %111[%113] : f64 from vector<32xf64>
          %115 = arith.addf %114, %112 : f64
          %116 = vector.insert %115, %111[%113] : f64 into vector<32xf64>
          scf.yield %116 : vector<32xf64>
        }
        %117 = scf.for %halving = %c0 to %c5 step %c1 iter_args(%118 = %110) -> (vector<32xf64>) {
          %119 = arith.shrsi %c16, %halving : index
          %120 = scf.for %lane = %c0 to %119 step %c1 iter_args(%121 = %118) -> (vector<32xf64>) {
            %122 = vector.extract %121[%lane] : f64 from vector<32xf64>
            %123 = arith.addi %lane, %119 : index
            %124 = vector.extract %121[%123] : f64 from vector<32xf64>
            %125 = arith.addf %122, %124 : f64
            %126 = vector.insert %125, %121[%lane] : f64 into vector<32xf64>
            scf.yield %126 : vector<32xf64>
          }
          scf.yield %120 : vector<32xf64>
        }
        %127 = vector.extract %117[%c0] : f64 from vector<32xf64>
        %128 = arith.shrsi %chunk, %c12 : index
        %129:2 = scf.while (%130 = %c0, %131 = %127) : (index, f64) -> (index, f64) {
          %132 = arith.shrsi %128, %130 : index
          %133 = arith.andi %132, %c1 : index
          %134 = arith.cmpi ne, %133, %c0 : index
          scf.condition(%134) %130, %131 : index, f64
        } do {
        ^bb0(%135: index, %136: f64):
          %137 = vector.extract %106[%135] : f64 from vector<64xf64>
          %138 = arith.addf %137, %136 : f64
          %139 = arith.addi %135, %c1 : index
          scf.yield %139, %138 : index, f64
        }
        %140 = vector.insert %129#1, %106[%129#0] : f64 into vector<64xf64>
        scf.yield %140 : vector<64xf64>
      }
      %141 = arith.addi %35, %c4095 : index
      %142 = arith.shrsi %141, %c12 : index
      %143:2 = scf.for %level_2 = %c0 to %c64 step %c1 iter_args(%144 = %cst, %145 = %false) -> (f64, i1) {
        %146 = arith.shrsi %142, %level_2 : index
        %147 = arith.andi %146, %c1 : index
        %148 = arith.cmpi ne, %147, %c0 : index
        %149 = vector.extract %105[%level_2] : f64 from vector<64xf64>
        %150 = arith.addf %149, %144 : f64
        %151 = arith.select %145, %150, %149 : f64
        %152 = arith.select %148, %151, %144 : f64
        %153 = arith.ori %145, %148 : i1
        scf.yield %152, %153 : f64, i1
      }
      memref.store %143#0, %x[%i] : memref<?xf64>
    }
    func.return
  }
}

// -----

// becomes
module {
  func.func @f(%x: memref<?xf64> {mgc.size = "n", mgc.writable}, %n: index, %workspace: memref<?xi8>) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c0_i64 = arith.constant 0 : i64
    %c1_i64 = arith.constant 1 : i64
    %c61_i64 = arith.constant 61 : i64
    %c4611686018427387904_i64 = arith.constant 4611686018427387904 : i64
    %c64 = arith.constant 64 : index
    %c2 = arith.constant 2 : index
    %c63 = arith.constant 63 : index
    %true = arith.constant true
    %cst = arith.constant 0.0 : f64
    %cst_1 = arith.constant dense<0.0> : vector<4xf64>
    %c7 = arith.constant 7 : index
    %c4 = arith.constant 4 : index
    %false = arith.constant false
    %c3 = arith.constant 3 : index
    %c8 = arith.constant 8 : index
    %cst_2 = arith.constant dense<0.0> : vector<64xf64>
    %c4096 = arith.constant 4096 : index
    %cst_3 = arith.constant dense<0.0> : vector<32xf64>
    %c31 = arith.constant 31 : index
    %c5 = arith.constant 5 : index
    %c16 = arith.constant 16 : index
    %c12 = arith.constant 12 : index
    %c4095 = arith.constant 4095 : index
    %0 = arith.subi %n, %c1 : index
    %1 = arith.index_cast %0 : index to i64
    %2 = arith.cmpi sge, %1, %c0_i64 : i64
    %3 = arith.cmpi sle, %1, %c61_i64 : i64
    %4 = arith.andi %2, %3 : i1
    %5 = arith.select %4, %1, %c0_i64 : i64
    %6 = arith.shli %c1_i64, %5 : i64
    %7 = arith.cmpi slt, %1, %c0_i64 : i64
    %8 = arith.select %7, %c0_i64, %c4611686018427387904_i64 : i64
    %9 = arith.select %4, %6, %8 : i64
    %10 = arith.index_cast %9 : i64 to index
    %t0 = memref.view %workspace[%c0][%10] : memref<?xi8> to memref<?xf64>
    %11 = arith.addi %n, %c2 : index
    %12 = arith.index_cast %11 : index to i64
    %13 = arith.cmpi sge, %12, %c0_i64 : i64
    %14 = arith.cmpi sle, %12, %c61_i64 : i64
    %15 = arith.andi %13, %14 : i1
    %16 = arith.select %15, %12, %c0_i64 : i64
    %17 = arith.shli %c1_i64, %16 : i64
    %18 = arith.cmpi slt, %12, %c0_i64 : i64
    %19 = arith.select %18, %c0_i64, %c4611686018427387904_i64 : i64
    %20 = arith.select %15, %17, %19 : i64
    %21 = arith.index_cast %20 : i64 to index
    %22 = arith.addi %21, %c63 : index
    %23 = arith.floordivsi %22, %c64 : index
    %24 = arith.muli %c64, %23 : index
    %t1 = memref.view %workspace[%24][%10] : memref<?xi8> to memref<?xf64>
    scf.for %i = %c0 to %n step %c1 {
      %25 = arith.index_cast %i : index to i64
      %26 = arith.cmpi sle, %25, %c61_i64 : i64
      %27 = arith.xori %26, %true : i1
      "mgc.check"(%27) {error = "OverflowError", kind = "check", message = "an integer power does not fit 64 bits", site = 0 : i64} : (i1) -> ()
      %28 = arith.cmpi sge, %25, %c0_i64 : i64
      %29 = arith.andi %28, %26 : i1
      %30 = arith.select %29, %25, %c0_i64 : i64
      %31 = arith.shli %c1_i64, %30 : i64
      %32 = arith.cmpi slt, %25, %c0_i64 : i64
      %33 = arith.select %32, %c0_i64, %c4611686018427387904_i64 : i64
      %34 = arith.select %29, %31, %33 : i64
      %35 = arith.index_cast %34 : i64 to index
      %36:2 = scf.for %r0 = %c0 to %35 step %c1 iter_args(%37 = %cst, %38 = %cst_1) -> (f64, vector<4xf64>) {
        %39 = memref.load %x[%i] : memref<?xf64>
        %40 = arith.andi %r0, %c7 : index
        %41:2 = scf.while (%42 = %c0, %43 = %39) : (index, f64) -> (index, f64) {
          %44 = arith.shrsi %40, %42 : index
          %45 = arith.andi %44, %c1 : index
          %46 = arith.cmpi ne, %45, %c0 : index
          scf.condition(%46) %42, %43 : index, f64
        } do {
        ^bb0(%47: index, %48: f64):
          %49 = vector.extract %38[%47] : f64 from vector<4xf64>
          %50 = arith.addf %49, %48 : f64
          %51 = arith.addi %47, %c1 : index
          scf.yield %51, %50 : index, f64
        }
        %52 = vector.insert %41#1, %38[%41#0] : f64 into vector<4xf64>
        %53 = arith.addi %40, %c1 : index
        %54:2 = scf.for %level = %c0 to %c4 step %c1 iter_args(%55 = %cst, %56 = %false) -> (f64, i1) {
          %57 = arith.subi %c3, %level : index
          %58 = arith.shrsi %53, %57 : index
          %59 = arith.andi %58, %c1 : index
          %60 = arith.cmpi ne, %59, %c0 : index
          %61 = vector.extract %52[%57] : f64 from vector<4xf64>
          %62 = arith.addf %55, %61 : f64
          %63 = arith.select %56, %62, %61 : f64
          %64 = arith.select %60, %63, %55 : f64
          %65 = arith.ori %56, %60 : i1
          scf.yield %64, %65 : f64, i1
        }
        %66 = arith.addf %37, %54#0 : f64
        memref.store %66, %t0[%r0] : memref<?xf64>
        %67 = arith.cmpi eq, %53, %c8 : index
        %68 = arith.select %67, %66, %37 : f64
        scf.yield %68, %52 : f64, vector<4xf64>
      }
      %69:2 = scf.for %r0_1 = %c0 to %35 step %c1 iter_args(%70 = %cst, %71 = %cst_1) -> (f64, vector<4xf64>) {
        %72 = arith.subi %c0, %r0_1 : index
        %73 = arith.addi %72, %35 : index
        %74 = arith.subi %73, %c1 : index
        %75 = memref.load %t0[%74] : memref<?xf64>
        %76 = arith.andi %r0_1, %c7 : index
        %77:2 = scf.while (%78 = %c0, %79 = %75) : (index, f64) -> (index, f64) {
          %80 = arith.shrsi %76, %78 : index
          %81 = arith.andi %80, %c1 : index
          %82 = arith.cmpi ne, %81, %c0 : index
          scf.condition(%82) %78, %79 : index, f64
        } do {
        ^bb0(%83: index, %84: f64):
          %85 = vector.extract %71[%83] : f64 from vector<4xf64>
          %86 = arith.addf %85, %84 : f64
          %87 = arith.addi %83, %c1 : index
          scf.yield %87, %86 : index, f64
        }
        %88 = vector.insert %77#1, %71[%77#0] : f64 into vector<4xf64>
        %89 = arith.addi %76, %c1 : index
        %90:2 = scf.for %level_1 = %c0 to %c4 step %c1 iter_args(%91 = %cst, %92 = %false) -> (f64, i1) {
          %93 = arith.subi %c3, %level_1 : index
          %94 = arith.shrsi %89, %93 : index
          %95 = arith.andi %94, %c1 : index
          %96 = arith.cmpi ne, %95, %c0 : index
          %97 = vector.extract %88[%93] : f64 from vector<4xf64>
          %98 = arith.addf %91, %97 : f64
          %99 = arith.select %92, %98, %97 : f64
          %100 = arith.select %96, %99, %91 : f64
          %101 = arith.ori %92, %96 : i1
          scf.yield %100, %101 : f64, i1
        }
        %102 = arith.addf %70, %90#0 : f64
        memref.store %102, %t1[%r0_1] : memref<?xf64>
        %103 = arith.cmpi eq, %89, %c8 : index
        %104 = arith.select %103, %102, %70 : f64
        scf.yield %104, %88 : f64, vector<4xf64>
      }
      %105 = scf.for %chunk = %c0 to %35 step %c4096 iter_args(%106 = %cst_2) -> (vector<64xf64>) {
        %107 = arith.subi %35, %chunk : index
        %108 = arith.minsi %107, %c4096 : index
        %109 = arith.addi %chunk, %108 : index
        %110 = scf.for %t = %chunk to %109 step %c1 iter_args(%111 = %cst_3) -> (vector<32xf64>) {
          %112 = memref.load %t1[%t] : memref<?xf64>
          %113 = arith.andi %t, %c31 : index
          %114 = vector.extract %111[%113] : f64 from vector<32xf64>
          %115 = arith.addf %114, %112 : f64
          %116 = vector.insert %115, %111[%113] : f64 into vector<32xf64>
          scf.yield %116 : vector<32xf64>
        }
        %117 = scf.for %halving = %c0 to %c5 step %c1 iter_args(%118 = %110) -> (vector<32xf64>) {
          %119 = arith.shrsi %c16, %halving : index
          %120 = scf.for %lane = %c0 to %119 step %c1 iter_args(%121 = %118) -> (vector<32xf64>) {
            %122 = vector.extract %121[%lane] : f64 from vector<32xf64>
            %123 = arith.addi %lane, %119 : index
            %124 = vector.extract %121[%123] : f64 from vector<32xf64>
            %125 = arith.addf %122, %124 : f64
            %126 = vector.insert %125, %121[%lane] : f64 into vector<32xf64>
            scf.yield %126 : vector<32xf64>
          }
          scf.yield %120 : vector<32xf64>
        }
        %127 = vector.extract %117[%c0] : f64 from vector<32xf64>
        %128 = arith.shrsi %chunk, %c12 : index
        %129:2 = scf.while (%130 = %c0, %131 = %127) : (index, f64) -> (index, f64) {
          %132 = arith.shrsi %128, %130 : index
          %133 = arith.andi %132, %c1 : index
          %134 = arith.cmpi ne, %133, %c0 : index
          scf.condition(%134) %130, %131 : index, f64
        } do {
        ^bb0(%135: index, %136: f64):
          %137 = vector.extract %106[%135] : f64 from vector<64xf64>
          %138 = arith.addf %137, %136 : f64
          %139 = arith.addi %135, %c1 : index
          scf.yield %139, %138 : index, f64
        }
        %140 = vector.insert %129#1, %106[%129#0] : f64 into vector<64xf64>
        scf.yield %140 : vector<64xf64>
      }
      %141 = arith.addi %35, %c4095 : index
      %142 = arith.shrsi %141, %c12 : index
      %143:2 = scf.for %level_2 = %c0 to %c64 step %c1 iter_args(%144 = %cst, %145 = %false) -> (f64, i1) {
        %146 = arith.shrsi %142, %level_2 : index
        %147 = arith.andi %146, %c1 : index
        %148 = arith.cmpi ne, %147, %c0 : index
        %149 = vector.extract %105[%level_2] : f64 from vector<64xf64>
        %150 = arith.addf %149, %144 : f64
        %151 = arith.select %145, %150, %149 : f64
        %152 = arith.select %148, %151, %144 : f64
        %153 = arith.ori %145, %148 : i1
        scf.yield %152, %153 : f64, i1
      }
      memref.store %143#0, %x[%i] : memref<?xf64>
    }
    func.return
  }
}
