"""What people read: one module per thing that is shown; each makes text and prints nothing."""
