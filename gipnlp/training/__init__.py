"""From the corpus to the models: passages, splits, training, calibration, model cards."""
