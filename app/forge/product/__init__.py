"""One request to Jira: the policy admits it, resilience decides about tries, transport sends it."""
