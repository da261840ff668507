"""Customers: models, schemas, service and routes."""
