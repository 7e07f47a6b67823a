"""Version two: how likely is a serious finding, learnt from what visits found?"""
