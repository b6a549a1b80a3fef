"""Published models as kernels: floats in SI units, one file per model, no imports from the project."""
