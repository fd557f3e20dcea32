"""When a request is tried, tried again or left: retry, budget, rate limits, circuit breaker."""
