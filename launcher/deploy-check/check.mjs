// Checks Kubernetes objects, in YAML on standard input, against the schemas of the Kubernetes API and against the promises of
// deploy/kubernetes. Prints each object, and exits with 1 at the first mistake.
import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { parseAllDocuments } from 'yaml';

const objects = parseAllDocuments(await text(process.stdin)).map((document) => document.toJS());
for (const each of objects) {
  const models = await import(`kubernetes-models/${each.apiVersion}/${each.kind}`);
  new models[each.kind](each).validate();
  console.log(`${each.kind} ${each.metadata.name} is valid`);
}

const only = (kind) => {
  const found = objects.filter((each) => each.kind === kind);
  assert.equal(found.length, 1, `one ${kind}`);
  return found[0];
};
const deployment = only('Deployment').spec;
const pod = deployment.template.spec;
const [container] = pod.containers;
const labels = deployment.template.metadata.labels;
const selects = (selector) => assert.ok(Object.entries(selector).length > 0 && Object.entries(selector).every(([key, value]) => labels[key] === value));

assert.ok(deployment.replicas >= 2);
assert.equal(deployment.strategy.rollingUpdate.maxUnavailable, 0, 'an upgrade takes no server away');
assert.equal(pod.enableServiceLinks, false, 'variables RESTAUTH_… of a Service are no settings');
assert.equal(pod.automountServiceAccountToken, false);
assert.equal(pod.securityContext.runAsNonRoot, true);
assert.equal(pod.securityContext.seccompProfile.type, 'RuntimeDefault');
assert.deepEqual(container.securityContext, {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
});
assert.ok(container.startupProbe && container.readinessProbe && container.livenessProbe);
const managed = container.ports.find((port) => port.name === 'management').containerPort;
for (const probe of [container.startupProbe, container.readinessProbe, container.livenessProbe]) {
  assert.equal(probe.httpGet.port, 'management');
}
assert.ok(only('Service').spec.ports.every((port) => ![managed, 'management'].includes(port.targetPort)), 'nobody else sees the figures');
assert.notEqual(container.livenessProbe.httpGet.path, container.readinessProbe.httpGet.path, 'no restart without the database');
assert.ok(pod.terminationGracePeriodSeconds > container.lifecycle.preStop.sleep.seconds + 10);
selects(deployment.selector.matchLabels);
selects(only('Service').spec.selector);
selects(only('PodDisruptionBudget').spec.selector.matchLabels);
selects(only('NetworkPolicy').spec.podSelector.matchLabels);
assert.deepEqual(only('NetworkPolicy').spec.policyTypes, ['Ingress', 'Egress']);
assert.ok(only('PodDisruptionBudget').spec.minAvailable < deployment.replicas, 'a machine can be emptied');
const map = only('ConfigMap').metadata.name;
assert.ok(pod.volumes.some((volume) => volume.configMap?.name === map), 'the settings are mounted');
assert.match(map, /^restauth-.+/, 'a change of the settings replaces the pods');
console.log(`${objects.length} objects are valid`);
