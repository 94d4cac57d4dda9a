{{- define "redwing.fullname" -}}
{{- if contains "redwing" .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-redwing" .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "redwing.selector" -}}
app.kubernetes.io/name: redwing-operator
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "redwing.labels" -}}
{{ include "redwing.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "redwing.serviceAccount" -}}
{{- if .Values.serviceAccount.name -}}
{{- .Values.serviceAccount.name -}}
{{- else if .Values.serviceAccount.create -}}
{{- include "redwing.fullname" . -}}
{{- else -}}
default
{{- end -}}
{{- end -}}

{{/* What the operator does in the namespaces it looks after. A test compares it with the code. */}}
{{- define "redwing.rules" -}}
- apiGroups: [redwing.dev]
  resources: [redwings]
  verbs: [list, watch]
- apiGroups: [redwing.dev]
  resources: [redwings/status]
  verbs: [update]
- apiGroups: [apps]
  resources: [statefulsets]
  verbs: [list, watch, create, patch]
- apiGroups: [""]
  resources: [configmaps, services]
  verbs: [list, watch, create, patch]
- apiGroups: [""]
  resources: [secrets]
  verbs: [get, list, watch, create, patch]
- apiGroups: [policy]
  resources: [poddisruptionbudgets]
  verbs: [list, watch, create, patch]
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch, patch, delete]
- apiGroups: [""]
  resources: [persistentvolumeclaims]
  verbs: [list, watch]
- apiGroups: [""]
  resources: [events]
  verbs: [create]
{{- end -}}

{{/* Taking turns, in the release's own namespace. */}}
{{- define "redwing.leaseRules" -}}
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  verbs: [get, create, update, patch]
{{- end -}}
