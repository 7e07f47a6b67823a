"""How far can a prediction be trusted? Figures, splits, baselines, fairness and drift."""
