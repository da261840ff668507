"""Orders: models, schemas, service and routes."""
