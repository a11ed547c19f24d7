export type OutputId = 'point' | 'quantiles' | 'normal' | 'student-t';
