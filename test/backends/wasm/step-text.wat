(func $sequence (param i32 i32)
  local.get 0
  local.get 1
  call $copy
  local.get 0
  local.get 1
  call $nest
)

;; for i<3, j<9: copy1[i,j] = t1[j,i]
(func $copy (param i32 i32)
  (local i32 i32 i32 i32 f32)
  i32.const 3
  local.set 4
  loop
    i32.const 9
    local.set 5
    loop
      local.get 2
      f32.load offset=96
      local.set 6
      local.get 3
      local.get 6
      f32.store offset=532
      local.get 2
      i32.const 12
      i32.add
      local.set 2
      local.get 3
      i32.const 4
      i32.add
      local.set 3
      local.get 5
      i32.const 1
      i32.sub
      local.tee 5
      br_if 0
    end
    local.get 2
    i32.const -108
    i32.add
    local.set 2
    local.get 3
    i32.const -36
    i32.add
    local.set 3
    local.get 2
    i32.const 4
    i32.add
    local.set 2
    local.get 3
    i32.const 36
    i32.add
    local.set 3
    local.get 4
    i32.const 1
    i32.sub
    local.tee 4
    br_if 0
  end
  local.get 2
  i32.const -12
  i32.add
  local.set 2
  local.get 3
  i32.const -108
  i32.add
  local.set 3
)

;; for i<8, j<9: acc = Σ p<3 t0[i,p] · copy1[p,j]; t2[i,j] = max(acc + t3[j], 0)
(func $nest (param i32 i32)
  (local i32 i32 i32 i32 v128 v128 v128 v128 v128 v128)
  (local v128 v128 i32 v128 v128 v128 v128 v128 v128)
  i32.const 2
  local.set 5
  loop
    v128.const i32x4 0 0 0 0
    local.set 6
    v128.const i32x4 0 0 0 0
    local.set 7
    v128.const i32x4 0 0 0 0
    local.set 8
    v128.const i32x4 0 0 0 0
    local.set 9
    v128.const i32x4 0 0 0 0
    local.set 10
    v128.const i32x4 0 0 0 0
    local.set 11
    v128.const i32x4 0 0 0 0
    local.set 12
    v128.const i32x4 0 0 0 0
    local.set 13
    i32.const 3
    local.set 14
    loop
      local.get 2
      v128.load32_splat
      local.tee 15
      local.get 3
      v128.load offset=532 align=4
      local.tee 16
      local.get 6
      f32x4.relaxed_madd
      local.set 6
      local.get 15
      local.get 3
      v128.load offset=548 align=4
      local.tee 17
      local.get 7
      f32x4.relaxed_madd
      local.set 7
      local.get 2
      v128.load32_splat offset=12
      local.tee 18
      local.get 16
      local.get 8
      f32x4.relaxed_madd
      local.set 8
      local.get 18
      local.get 17
      local.get 9
      f32x4.relaxed_madd
      local.set 9
      local.get 2
      v128.load32_splat offset=24
      local.tee 19
      local.get 16
      local.get 10
      f32x4.relaxed_madd
      local.set 10
      local.get 19
      local.get 17
      local.get 11
      f32x4.relaxed_madd
      local.set 11
      local.get 2
      v128.load32_splat offset=36
      local.tee 20
      local.get 16
      local.get 12
      f32x4.relaxed_madd
      local.set 12
      local.get 20
      local.get 17
      local.get 13
      f32x4.relaxed_madd
      local.set 13
      local.get 2
      i32.const 4
      i32.add
      local.set 2
      local.get 3
      i32.const 36
      i32.add
      local.set 3
      local.get 14
      i32.const 1
      i32.sub
      local.tee 14
      br_if 0
    end
    local.get 2
    i32.const -12
    i32.add
    local.set 2
    local.get 3
    i32.const -108
    i32.add
    local.set 3
    local.get 6
    i32.const 0
    v128.load offset=496 align=4
    local.tee 20
    f32x4.add
    i32.const 0
    v128.load32_splat offset=1280
    f32x4.max
    local.set 19
    local.get 4
    local.get 19
    v128.store offset=208 align=4
    local.get 7
    i32.const 0
    v128.load offset=512 align=4
    local.tee 19
    f32x4.add
    i32.const 0
    v128.load32_splat offset=1280
    f32x4.max
    local.set 18
    local.get 4
    local.get 18
    v128.store offset=224 align=4
    local.get 8
    local.get 20
    f32x4.add
    i32.const 0
    v128.load32_splat offset=1280
    f32x4.max
    local.set 18
    local.get 4
    local.get 18
    v128.store offset=244 align=4
    local.get 9
    local.get 19
    f32x4.add
    i32.const 0
    v128.load32_splat offset=1280
    f32x4.max
    local.set 18
    local.get 4
    local.get 18
    v128.store offset=260 align=4
    local.get 10
    local.get 20
    f32x4.add
    i32.const 0
    v128.load32_splat offset=1280
    f32x4.max
    local.set 18
    local.get 4
    local.get 18
    v128.store offset=280 align=4
    local.get 11
    local.get 19
    f32x4.add
    i32.const 0
    v128.load32_splat offset=1280
    f32x4.max
    local.set 18
    local.get 4
    local.get 18
    v128.store offset=296 align=4
    local.get 12
    local.get 20
    f32x4.add
    i32.const 0
    v128.load32_splat offset=1280
    f32x4.max
    local.set 18
    local.get 4
    local.get 18
    v128.store offset=316 align=4
    local.get 13
    local.get 19
    f32x4.add
    i32.const 0
    v128.load32_splat offset=1280
    f32x4.max
    local.set 18
    local.get 4
    local.get 18
    v128.store offset=332 align=4
    v128.const i32x4 0 0 0 0
    local.set 19
    v128.const i32x4 0 0 0 0
    local.set 20
    v128.const i32x4 0 0 0 0
    local.set 13
    v128.const i32x4 0 0 0 0
    local.set 12
    i32.const 3
    local.set 14
    loop
      local.get 2
      v128.load32_splat
      local.get 3
      v128.load offset=552 align=4
      local.tee 11
      local.get 19
      f32x4.relaxed_madd
      local.set 19
      local.get 2
      v128.load32_splat offset=12
      local.get 11
      local.get 20
      f32x4.relaxed_madd
      local.set 20
      local.get 2
      v128.load32_splat offset=24
      local.get 11
      local.get 13
      f32x4.relaxed_madd
      local.set 13
      local.get 2
      v128.load32_splat offset=36
      local.get 11
      local.get 12
      f32x4.relaxed_madd
      local.set 12
      local.get 2
      i32.const 4
      i32.add
      local.set 2
      local.get 3
      i32.const 36
      i32.add
      local.set 3
      local.get 14
      i32.const 1
      i32.sub
      local.tee 14
      br_if 0
    end
    local.get 2
    i32.const -12
    i32.add
    local.set 2
    local.get 3
    i32.const -108
    i32.add
    local.set 3
    local.get 19
    i32.const 0
    v128.load offset=516 align=4
    local.tee 11
    f32x4.add
    i32.const 0
    v128.load32_splat offset=1280
    f32x4.max
    local.set 10
    local.get 4
    local.get 10
    v128.store offset=228 align=4
    local.get 20
    local.get 11
    f32x4.add
    i32.const 0
    v128.load32_splat offset=1280
    f32x4.max
    local.set 10
    local.get 4
    local.get 10
    v128.store offset=264 align=4
    local.get 13
    local.get 11
    f32x4.add
    i32.const 0
    v128.load32_splat offset=1280
    f32x4.max
    local.set 10
    local.get 4
    local.get 10
    v128.store offset=300 align=4
    local.get 12
    local.get 11
    f32x4.add
    i32.const 0
    v128.load32_splat offset=1280
    f32x4.max
    local.set 10
    local.get 4
    local.get 10
    v128.store offset=336 align=4
    local.get 2
    i32.const 48
    i32.add
    local.set 2
    local.get 4
    i32.const 144
    i32.add
    local.set 4
    local.get 5
    i32.const 1
    i32.sub
    local.tee 5
    br_if 0
  end
  local.get 2
  i32.const -96
  i32.add
  local.set 2
  local.get 4
  i32.const -288
  i32.add
  local.set 4
)
