"""Products: models, schemas, service and routes."""
