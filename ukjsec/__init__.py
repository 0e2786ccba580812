"""The open dataset of United Kingdom–Japan security co-operation, every value proven by a quotation."""
