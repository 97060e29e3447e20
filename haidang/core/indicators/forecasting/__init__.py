"""Forecasts of indicators: made by a job, kept with version and moment, never on too little; expected against actual."""
