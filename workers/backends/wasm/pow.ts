/**
 * pow for float32 in float64: 2^(y · log₂|x|), with log₂ by the series of artanh and 2^r by Taylor's, both
 * truncated far below float32's rounding error. Special cases as Math.pow has them (IEEE 754).
 */
import { Body } from './assembler/body.ts';

const X = 0;
const Y = 1;

export function pow(): Body {
  const f = new Body({ params: ['f32', 'f32'], results: ['f32'] });
  const y = f.local('f64');
  const log = f.local('f64');
  const bits = f.local('i64');
  const sign = f.local('f64');

  f.get(Y).op('f64.promote_f32').set(y);
  f.get(X).op('f32.abs').op('f64.promote_f32').op('i64.reinterpret_f64').set(bits);
  log2(f, bits, log);
  // |x| = 0 and ∞ have no exponent to speak of.
  f.f64(Number.NEGATIVE_INFINITY).get(log).get(X).f32(0).op('f32.eq').select().set(log);
  f.f64(Number.POSITIVE_INFINITY).get(log);
  f.get(X).op('f32.abs').f32(Number.POSITIVE_INFINITY).op('f32.eq').select().set(log);
  f.get(X).op('f64.promote_f32').get(log);
  f.get(X).get(X).op('f32.ne').select().set(log);

  // A negative x: NaN unless y is whole (every float ≥ 2²⁴ is); minus when y is odd.
  const whole = () => f.get(y).get(y).op('f64.floor').op('f64.eq');
  const half = () => f.get(y).f64(0.5).op('f64.mul');
  f.f64(-1).f64(1);
  whole();
  half();
  half().op('f64.floor').op('f64.ne').op('i32.and');
  f.get(X).op('i32.reinterpret_f32').i32(0).op('i32.lt_s').op('i32.and').select().set(sign);
  f.f64(Number.NaN).get(sign);
  whole().op('i32.eqz').get(X).f32(0).op('f32.lt').op('i32.and');
  // (−∞)^y has no NaN: its size is 0 or ∞ and its sign that of an even power.
  f.get(X).f32(Number.NEGATIVE_INFINITY).op('f32.ne').op('i32.and').select().set(sign);

  f.get(y).get(log).op('f64.mul');
  exp2(f, log, bits);
  f.get(sign).op('f64.mul').op('f32.demote_f64').set(X);
  // x⁰ = 1, for NaN too.
  f.f32(1).get(X).get(Y).f32(0).op('f32.eq').select();
  return f;
}

/** log₂ of a positive float64 given as bits: e + 2/ln 2 · artanh((m − 1)/(m + 1)), √½ ≤ m < √2. */
function log2(f: Body, bits: number, to: number): void {
  const m = f.local('f64');
  const e = f.local('f64');
  const z = f.local('f64');
  f.get(bits).i64(52n).op('i64.shr_u').i64(1023n).op('i64.sub').op('f64.convert_i64_s').set(e);
  f.get(bits).i64(0xfffffffffffffn).op('i64.and').i64(0x3ff0000000000000n).op('i64.or');
  f.op('f64.reinterpret_i64').set(m);
  f.get(e).f64(1).op('f64.add').get(e).get(m).f64(Math.SQRT2).op('f64.gt').select().set(e);
  f.get(m).f64(0.5).op('f64.mul').get(m).get(m).f64(Math.SQRT2).op('f64.gt').select().set(m);
  f.get(m).f64(1).op('f64.sub').get(m).f64(1).op('f64.add').op('f64.div').tee(m);
  f.get(m).op('f64.mul').set(z);
  f.f64(1 / 17);
  for (let n = 15; n >= 1; n -= 2)
    f.get(z)
      .op('f64.mul')
      .f64(1 / n)
      .op('f64.add');
  f.get(m)
    .op('f64.mul')
    .f64(2 / Math.LN2)
    .op('f64.mul')
    .get(e)
    .op('f64.add')
    .set(to);
  for (const local of [m, e, z]) f.release(local);
}

/** 2 to the power on the stack: 2ⁿ · e^(r ln 2), |r| ≤ ½. */
function exp2(f: Body, t: number, bits: number): void {
  const n = f.local('f64');
  // float32 ends at 2^±150; within ±1000 the scale is a normal float64.
  f.f64(-1000).op('f64.max').f64(1000).op('f64.min').tee(t).op('f64.nearest').tee(n);
  f.op('i64.trunc_sat_f64_s').i64(1023n).op('i64.add').i64(52n).op('i64.shl').set(bits);
  f.get(t).get(n).op('f64.sub').f64(Math.LN2).op('f64.mul').set(t);
  f.f64(1);
  // 1 + r (1 + r/2 (1 + r/3 (…)))
  for (let k = 12; k >= 1; k--)
    f.get(t)
      .op('f64.mul')
      .f64(1 / k)
      .op('f64.mul')
      .f64(1)
      .op('f64.add');
  f.get(bits).op('f64.reinterpret_i64').op('f64.mul');
  f.release(n);
}
