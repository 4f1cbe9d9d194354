"""The provisioning log's writers. `recording.Exchange` goes with each request."""
