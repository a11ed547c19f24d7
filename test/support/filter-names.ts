/** Settings and metrics that the tests of filters know. */
export const filterNames = {
  settings: ['lr', 'cell', 'hidden_size', 'tie_weights', 'columns', 'seed', 'notes_of'],
  metrics: ['val/nats', 'test/nats', 'grad_norm', 'val/mse'],
};
