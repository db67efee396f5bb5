/**
 * The parts of the Compose Specification and of the Kubernetes API that our files may use, as JSON Schemas of our own:
 * every key is known, so that a misspelt one, which an engine would ignore or refuse on somebody's machine, fails here.
 */
const text = { type: 'string', minLength: 1 } as const;
const texts = { type: 'array', items: text, uniqueItems: true } as const;
const time = { type: 'string', pattern: '^[0-9]+(ms|s|m|h)$' } as const;
const portNumber = { type: 'integer', minimum: 1, maximum: 65_535 } as const;
const labels = { type: 'object', minProperties: 1, additionalProperties: text } as const;

/** An object of these members, all of them but those with a question mark, and no others. */
function only(members: Readonly<Record<string, object>>): object {
  const names = Object.keys(members);
  const entries = names.map((name) => [name.replace('?', ''), members[name]] as const);
  return {
    type: 'object',
    properties: Object.fromEntries(entries),
    required: names.filter((name) => !name.endsWith('?')),
    additionalProperties: false,
  };
}

const listOf = (items: object): object => ({ type: 'array', minItems: 1, items });
const mapOf = (of: object): object => ({
  type: 'object',
  minProperties: 1,
  propertyNames: { pattern: '^[a-zA-Z0-9._-]+$' },
  additionalProperties: of,
});

const service = only({
  image: text,
  command: listOf(text),
  restart: { enum: ['no', 'always', 'on-failure', 'unless-stopped'] },
  read_only: { const: true },
  cap_drop: { const: ['ALL'] },
  security_opt: { const: ['no-new-privileges:true'] },
  stop_grace_period: time,
  networks: texts,
  'volumes?': listOf({ type: 'string', pattern: '^[^:]+:/[^:]+(:ro)?$' }),
  'ports?': listOf({ type: 'string', pattern: '^127\\.0\\.0\\.1:[0-9]+:[0-9]+$' }),
  'depends_on?': texts,
  'environment?': mapOf(text),
  healthcheck: only({ test: listOf(text), interval: time }),
});

export const COMPOSE = only({
  'x-part?': { type: 'object' },
  services: mapOf(service),
  networks: mapOf(only({ 'internal?': { type: 'boolean' } })),
  volumes: mapOf(only({})),
});

const metadata = only({ name: text, 'labels?': labels, 'annotations?': labels });
const probe = only({
  httpGet: only({ path: { type: 'string', pattern: '^/' }, port: text }),
  'periodSeconds?': portNumber,
});
const amount = { type: 'string', pattern: '^[0-9]+(m|Ki|Mi|Gi)?$' } as const;
const amounts = only({ 'cpu?': amount, 'memory?': amount, 'storage?': amount });
const secret = only({ secretKeyRef: only({ name: text, key: text }) });

const container = only({
  name: text,
  image: text,
  args: listOf(text),
  'env?': listOf(only({ name: text, 'value?': text, 'valueFrom?': secret })),
  ports: listOf(only({ name: text, containerPort: portNumber })),
  readinessProbe: probe,
  'livenessProbe?': probe,
  'resources?': only({ requests: amounts, 'limits?': amounts }),
  securityContext: only({
    runAsNonRoot: { const: true },
    runAsUser: { const: 1000 },
    readOnlyRootFilesystem: { const: true },
    allowPrivilegeEscalation: { const: false },
    capabilities: only({ drop: { const: ['ALL'] } }),
  }),
  volumeMounts: listOf(
    only({
      name: text,
      mountPath: { type: 'string', pattern: '^/' },
      'readOnly?': { const: true },
    }),
  ),
});

const podTemplate = only({
  metadata: only({ labels, 'annotations?': labels }),
  spec: only({
    automountServiceAccountToken: { const: false },
    terminationGracePeriodSeconds: portNumber,
    containers: { ...listOf(container), maxItems: 1 },
    'volumes?': listOf(only({ name: text, configMap: only({ name: text }) })),
    'securityContext?': only({ fsGroup: { const: 1000 } }),
  }),
});

const selector = only({ matchLabels: labels });
const kind = (
  apiVersion: string,
  name: string,
  members: Readonly<Record<string, object>>,
): object =>
  only({ apiVersion: { const: apiVersion }, kind: { const: name }, metadata, ...members });

export const KUBERNETES = {
  oneOf: [
    kind('v1', 'ConfigMap', { data: mapOf(text) }),
    kind('v1', 'Service', {
      spec: only({
        selector: labels,
        ports: listOf(only({ name: text, port: portNumber, targetPort: text })),
      }),
    }),
    kind('policy/v1', 'PodDisruptionBudget', {
      spec: only({ minAvailable: portNumber, selector }),
    }),
    kind('apps/v1', 'Deployment', {
      spec: only({
        replicas: portNumber,
        strategy: only({
          rollingUpdate: only({ maxUnavailable: { const: 0 }, maxSurge: portNumber }),
        }),
        selector,
        template: podTemplate,
      }),
    }),
    kind('apps/v1', 'StatefulSet', {
      spec: only({
        serviceName: text,
        // Two writers of one log are a fork.
        replicas: { const: 1 },
        selector,
        template: podTemplate,
        volumeClaimTemplates: listOf(
          only({
            metadata,
            spec: only({
              accessModes: { const: ['ReadWriteOncePod'] },
              resources: only({ requests: amounts }),
            }),
          }),
        ),
      }),
    }),
  ],
};
