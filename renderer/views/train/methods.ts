/** Formula and source of the method behind a setting; the same in every language. */
export interface Method {
  readonly formula: string;
  readonly source: string;
}

export const methods: Readonly<Record<string, Method>> = {
  cell: {
    formula: [
      'RNN   h = tanh(W x + U h′ + b)',
      '',
      'LSTM  f = σ(W_f [h′, x] + b_f)',
      '      i = σ(W_i [h′, x] + b_i)',
      '      c̃ = tanh(W_c [h′, x] + b_c)',
      '      c = f ⊙ c′ + i ⊙ c̃',
      '      o = σ(W_o [h′, x] + b_o)',
      '      h = o ⊙ tanh(c)',
      '',
      'GRU   z = σ(W_z x + U_z h′ + b_z)',
      '      r = σ(W_r x + U_r h′ + b_r)',
      '      n = tanh(W_n x + b_n',
      '             + r ⊙ (U_n h′ + d_n))',
      '      h = (1 − z) ⊙ n + z ⊙ h′',
    ].join('\n'),
    source: 'Elman 1990; Hochreiter & Schmidhuber 1997; Gers et al. 2000; Cho et al. 2014',
  },
  layer_connection: {
    formula: [
      'residual  yₜ = hₜ + xₜ',
      'highway   yₜ = T ⊙ hₜ + (1 − T) ⊙ xₜ,  T = σ(W xₜ + b)',
      'dense     yₜ = [xₜ, hₜ]',
      'x what the layer reads, h its output, y what goes up',
    ].join('\n'),
    source:
      'Wu et al. 2016 (arXiv 1609.08144); Srivastava et al. 2015 (arXiv 1505.00387); Ding et al. 2018 (arXiv 1802.00889)',
  },
  past_attention: {
    formula: [
      'aₜₛ = softmaxₛ(q(hₜ) · k(hₛ) / √d),  t − L ≤ s < t',
      'rₜ = Σₛ aₜₛ v(hₛ)',
      'oₜ = tanh(W [own(hₜ), rₜ] + b)',
    ].join('\n'),
    source: 'Daniluk et al. 2017 (arXiv 1702.04521); Vaswani et al. 2017 (arXiv 1706.03762)',
  },
  dropout: {
    formula: 'y = x ⊙ mask / (1 − p),  mask ~ Bernoulli(1 − p)',
    source: 'Srivastava et al. 2014; between layers: Zaremba et al. 2014',
  },
  dropout_kind: {
    formula: [
      'standard  yₜ = xₜ ⊙ maskₜ / (1 − p)',
      'locked    yₜ = xₜ ⊙ mask / (1 − p),  one mask for all t',
    ].join('\n'),
    source: 'Gal & Ghahramani 2016; Merity et al. 2018',
  },
  recurrent_dropout: {
    formula: 'a = W x + U (h′ ⊙ mask / (1 − p)) + b,  one mask for all t',
    source: 'Gal & Ghahramani 2016',
  },
  weight_drop: {
    formula: 'U ← U ⊙ mask / (1 − p),  drawn once a step',
    source: 'Merity, Keskar & Socher 2018',
  },
  zoneout_h: {
    formula: 'h = k ⊙ h′ + (1 − k) ⊙ h̃,  k ~ Bernoulli(p); at test k = p',
    source: 'Krueger et al. 2017',
  },
  zoneout_c: {
    formula: 'c = k ⊙ c′ + (1 − k) ⊙ c̃,  k ~ Bernoulli(p); at test k = p',
    source: 'Krueger et al. 2017',
  },
  layer_norm: {
    formula: [
      'a = g₁ ⊙ LN(W x) + g₂ ⊙ LN(U h′) + b',
      'LSTM  h = o ⊙ tanh(g₃ ⊙ LN(c) + b₃)',
      'LN(v) = (v − mean v) / √(var v + 10⁻⁵)',
    ].join('\n'),
    source: 'Ba, Kiros & Hinton 2016',
  },
  forget_bias: {
    formula: 'b_f ← b at the start,  f = σ(… + b_f)',
    source: 'Gers et al. 2000; Jozefowicz et al. 2015',
  },
  optimizer: {
    formula: [
      'Adam  m ← β₁ m + (1 − β₁) g',
      '      v ← β₂ v + (1 − β₂) g²',
      '      θ ← θ − lr · m̂ / (√v̂ + ε)',
      'SGD   u ← μ u + g,  θ ← θ − lr · u',
    ].join('\n'),
    source: 'Kingma & Ba 2015; Loshchilov & Hutter 2019; Hinton 2012',
  },
  layer_rate_decay: {
    formula: 'lrₗ₋₁ = lrₗ / r,  lr of the output as set,  down to the embedding',
    source: 'Howard & Ruder 2018 (arXiv 1801.06146)',
  },
  clip_norm: {
    formula: 'g ← g · min(1, c / ‖g‖₂)',
    source: 'Pascanu, Mikolov & Bengio 2013',
  },
  weight_decay: {
    formula: 'AdamW  θ ← θ − lr · λ θ,   others  g ← g + λ θ',
    source: 'Loshchilov & Hutter 2019',
  },
  loss_scaling: {
    formula: [
      'g = ∇(s · L) / s,   s = 65536 at the start',
      's ← 2 s after 2000 clean steps',
      's ← s / 2 on overflow, without an update',
    ].join('\n'),
    source: 'Micikevicius et al. 2018',
  },
  gradient_checkpointing: {
    formula: 'memory ≈ A / n + n states,   time ≈ one more forward of the recurrence',
    source: 'Chen et al. 2016',
  },
  schedule: {
    formula: [
      'cosine   lr · ½ (1 + cos(π t / T))',
      'step     lr · γ^⌊t / s⌋',
      'plateau  lr · γ after `patience` evaluations',
      '         without improvement',
    ].join('\n'),
    source: 'Loshchilov & Hutter 2017; Smith 2018',
  },
  bptt: {
    formula: '∂L/∂h_t  flows back k steps; h_{t−k} enters as a constant',
    source: 'Williams & Peng 1990',
  },
  normalization: {
    formula: [
      'last value   x̃ = x − x_last,   ŷ = f(x̃) + x_last',
      'season       x̃ₜ = xₜ − xₜ₋ₛ,   ŷₜ = f(x̃) + xₜ₋ₛ',
    ].join('\n'),
    source: 'SegRNN (arXiv 2308.11200); RevIN, Kim et al. 2022',
  },
  features: {
    formula: [
      'log-mel  ln(Σ w_b(f) |STFT(x)(f)|² + 10⁻¹⁰)',
      'MFCC     DCT-II of the log-mel bands',
    ].join('\n'),
    source: 'Davis & Mermelstein 1980; filters as Slaney 1998',
  },
  frequency_masks: {
    formula: 'x[t, f₀ … f₀ + w] ← 0,  w ~ U(0, F);  x[t₀ … t₀ + w, f] ← 0,  w ~ U(0, T)',
    source: 'SpecAugment, Park et al. 2019 (arXiv 1904.08779)',
  },
  beam_width: {
    formula: 'log p(y | x) + α log p_LM(y) + β |y|,  p(y | x) = Σ p(path) over paths that give y',
    source: 'Graves et al. 2006; Graves & Jaitly 2014; Hannun et al. 2014',
  },
  tie_weights: {
    formula: 'logits = P(h) Eᵀ + b,   E the embedding',
    source: 'Press & Wolf 2017; Inan et al. 2017',
  },
};
