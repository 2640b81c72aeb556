import type {
  ExpositionFacts,
  ExpositionFamily,
  ExpositionGpu,
  ExpositionSample,
} from '@/server/core/inventory/tools/exposition-facts'
import {
  double,
  eitherOf,
  listOf,
  mapOf,
  objectOf,
  oneOf,
  orNull,
  pciAddress,
  quantity,
  text,
  whole,
} from './exact-schema'

const expositionSample = objectOf<ExpositionSample>({
  name: text,
  labels: mapOf(text),
  value: orNull(eitherOf(double, oneOf(['NaN', '+Inf', '-Inf']))),
  timestampMs: orNull(quantity),
})

const expositionFamily = objectOf<ExpositionFamily>({
  name: text,
  kind: orNull(
    oneOf(['counter', 'gauge', 'histogram', 'summary', 'untyped', 'info', 'stateset', 'gaugehistogram']),
  ),
  help: orNull(text),
  samples: listOf(expositionSample),
})

const expositionGpu = objectOf<ExpositionGpu>({
  index: orNull(whole),
  uuid: text,
  device: orNull(text),
  address: orNull(pciAddress),
  modelName: orNull(text),
  driverVersion: orNull(text),
  hostname: orNull(text),
  migInstances: listOf(objectOf({ gpuInstanceId: whole, profile: orNull(text) })),
})

export const expositionSchema = objectOf<ExpositionFacts>({
  exporter: orNull(text),
  families: listOf(expositionFamily),
  gpus: orNull(listOf(expositionGpu)),
})
