"""When a request is sent, retried or given up: retry, retry budget, rate limits, circuit breaker, admission."""
