import { randomInt } from 'node:crypto';

const adjectives =
  'able agile airy amber ample apt arctic autumn azure balmy bold brave breezy bright brisk calm candid clear clever cobalt coral cosmic cozy crisp curious dapper daring deft eager early earnest fair fleet fluent fond frank fresh gentle glad golden grand green hardy hazel honest humble ivory jade jolly keen kind light lively lucid lucky lunar mellow merry mild misty neat nimble noble opal patient placid plucky polar proud quick quiet rapid ready rosy rustic sage sandy serene sharp silent silver sleek smart smooth snowy solar solid spry steady still stout sturdy sunny sure swift tidy tranquil trusty upbeat vivid warm wise witty young zesty'.split(
    ' ',
  );

const animals =
  'alpaca antelope badger bat bear beaver bison bobcat camel caribou cat cheetah chipmunk civet cobra condor cougar crane cricket crow curlew deer dingo dolphin donkey dove duck eagle egret elk falcon ferret finch fox frog gazelle gecko gibbon goat goose grouse gull hare hawk heron horse ibex ibis iguana jackal jaguar jay kestrel kiwi koala lark lemur leopard lion lizard llama lynx magpie marmot marten mole moose moth newt ocelot octopus orca osprey otter owl panda panther parrot pelican penguin pigeon pika plover puffin puma quail rabbit raccoon raven robin salmon seal shrew skunk sloth snail sparrow squid squirrel stork swallow swan tapir tern thrush tiger toad trout turtle viper vole walrus weasel whale wolf wombat wren yak zebra'.split(
    ' ',
  );

/**
 * A name such as `brave-otter-12` that `isTaken` denies. Drawn from the system's randomness, never from
 * a training seed: runs with one seed must still have names of their own.
 */
export function drawRunName(isTaken: (name: string) => boolean): string {
  for (;;) {
    const words = [adjectives[randomInt(adjectives.length)], animals[randomInt(animals.length)]];
    const name = `${words.join('-')}-${randomInt(1, 100)}`;
    if (!isTaken(name)) return name;
  }
}
