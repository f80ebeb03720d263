"""Figures for the office: a month or a year of cases as HTML, XLSX and PDF from the same counted tables."""
