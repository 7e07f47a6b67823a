"""How long is what kept, what may people ask of their records, and how is it done?"""

from records.state.marks import Correction, Marks, marks_in_force

__all__ = ["Correction", "Marks", "marks_in_force"]
