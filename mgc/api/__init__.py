"""The public functions, and the only place that joins the layers."""
