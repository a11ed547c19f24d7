import { type Device, loadBackend } from '../../backend/tensorflow.ts';
import { booleanOf, numberOf, type Settings } from '../../contract/index.ts';
import { ParameterSet } from '../../models/parameters.ts';
import { recurrentConfig } from '../../models/recurrent-config.ts';
import type { Task } from '../task.ts';
import type { Augmentation } from './augmentation.ts';
import { Decoder } from './decoding/decoder.ts';
import { speechDescriptor } from './descriptor.ts';
import { LabelNgram } from './label-ngram.ts';
import { type RecognizerConfig, SpeechRecognizer } from './model.ts';
import { planSpeech, type SpeechPlan } from './plan.ts';
import { SpeechSession } from './session.ts';

/** Learns to write down what is said in recordings. */
export const speechTask: Task = {
  descriptor: speechDescriptor,
  async open(data, settings, random, patience, purpose) {
    const { device } = await loadBackend();
    const plan = await planSpeech(data, settings, patience, purpose);
    const parameters = new ParameterSet();
    const config = recognizerConfig(settings, plan, device);
    const model = new SpeechRecognizer(config, parameters, random.fork('parameters'));
    return new SpeechSession(plan, model, parameters, {
      batchSize: numberOf(settings, 'batch_size'),
      augmentation: augmentationOf(settings, plan),
      decoder: decoderOf(settings, plan),
      random: random.fork('batches'),
    });
  },
};

function recognizerConfig(
  settings: Settings,
  { features, labels, stacking }: SpeechPlan,
  device: Device,
): RecognizerConfig {
  return {
    width: features.width * stacking,
    classes: labels.classes,
    outputDropout: numberOf(settings, 'dropout'),
    recurrent: {
      ...recurrentConfig(settings, device),
      inputDropout: numberOf(settings, 'input_dropout'),
      bidirectional: booleanOf(settings, 'bidirectional'),
    },
  };
}

function augmentationOf(settings: Settings, { features }: SpeechPlan): Augmentation {
  return {
    tempo: numberOf(settings, 'tempo_change'),
    voice: numberOf(settings, 'voice_change'),
    features,
    masks: {
      timeMasks: numberOf(settings, 'time_masks'),
      timeWidth: numberOf(settings, 'time_mask_frames'),
      frequencyMasks: numberOf(settings, 'frequency_masks'),
      frequencyWidth: numberOf(settings, 'frequency_mask_bands'),
    },
  };
}

function decoderOf(settings: Settings, { labels, trainingLabels }: SpeechPlan): Decoder {
  const languageWeight = numberOf(settings, 'lm_weight');
  const order = numberOf(settings, 'lm_order');
  return new Decoder({
    width: numberOf(settings, 'beam_width'),
    languageWeight,
    labelBonus: numberOf(settings, 'label_bonus'),
    languageModel:
      languageWeight > 0 ? new LabelNgram(trainingLabels, labels.tokens.length, order) : null,
  });
}
