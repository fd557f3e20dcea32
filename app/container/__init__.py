"""The app as a container service of Forge: the same functions behind the API contract of Atlassian's sidecar.

Sources: Forge documentation, "Forge Containers reference: API contract", "Managing containerised services",
"Container image security guidelines" and "The Forge REST API" (2026-08). It has not run at Atlassian's yet.
"""
