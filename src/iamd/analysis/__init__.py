"""From a results folder to numbers: metrics with intervals, paired comparison, tables, sensitivity."""
