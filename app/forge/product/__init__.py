"""Product requests: the policy admits a request, resilience decides on retries, the transport sends it."""
