/** The standard normal distribution, to double precision. */

const rootOfHalf = Math.SQRT1_2;
const rootOfTwoPi = Math.sqrt(2 * Math.PI);
const logRootOfTwoPi = Math.log(rootOfTwoPi);

/** Chebyshev coefficients of erfc (Press et al., Numerical Recipes, 3rd ed., section 6.2.2). */
const coefficients = [
  -1.3026537197817094, 0.6419697923564903, 0.019476473204185836, -9.561514786808631e-3,
  -9.46595344482036e-4, 3.66839497852761e-4, 4.2523324806907e-5, -2.0278578112534e-5,
  -1.62429000464e-6, 1.30365583558e-6, 1.5626441722e-8, -8.5238095915e-8, 6.529054439e-9,
  5.059343495e-9, -9.91364156e-10, -2.27365122e-10, 9.6467911e-11, 2.394038e-12, -6.886027e-12,
  8.94487e-13, 3.13092e-13, -1.12708e-13, 3.81e-16, 7.106e-15, -1.523e-15, -9.4e-17, 1.21e-16,
  -2.8e-17,
];

/** exp(x²) erfc(x) for x ≥ 0: what is left of erfc when its fall is taken away. */
export function scaledErfc(x: number): number {
  const t = 2 / (2 + x);
  const ty = 4 * t - 2;
  let d = 0;
  let dd = 0;
  for (let j = coefficients.length - 1; j > 0; j--) {
    const next = ty * d - dd + coefficients[j]!;
    dd = d;
    d = next;
  }
  return t * Math.exp(0.5 * (coefficients[0]! + ty * d) - dd);
}

export function erfc(x: number): number {
  return x >= 0 ? scaledErfc(x) * Math.exp(-x * x) : 2 - scaledErfc(-x) * Math.exp(-x * x);
}

/** Density of the standard normal distribution. */
export function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z) / rootOfTwoPi;
}

/** Probability that a standard normal number is below `z`. */
export function normalCdf(z: number): number {
  return 0.5 * erfc(-z * rootOfHalf);
}

/** Probability that a standard normal number lies between, without loss in either tail. */
export function normalBetween(low: number, high: number): number {
  if (low > 0) return 0.5 * (erfc(low * rootOfHalf) - erfc(high * rootOfHalf));
  return normalCdf(high) - normalCdf(low);
}

/**
 * Logarithm of the expected part of a standard normal number above `-z`, φ(z) + z Φ(z): what log
 * expected improvement is made of (Ament et al. 2023, equation 9).
 */
export function logExpectedExcess(z: number): number {
  if (z > -1) return Math.log(normalDensity(z) + z * normalCdf(z));
  const density = -0.5 * z * z - logRootOfTwoPi;
  // Beyond this the difference from 1 is below what doubles resolve; its leading term is 1/z².
  if (z < -1e4) return density - 2 * Math.log(-z);
  return density + Math.log1p(z * Math.sqrt(Math.PI / 2) * scaledErfc(-z * rootOfHalf));
}

/** The number below which a standard normal one lies with this probability (bisection to 1e-12). */
export function normalQuantile(probability: number): number {
  let low = -40;
  let high = 40;
  while (high - low > 1e-12 * Math.max(1, Math.abs(low))) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
