# Databricks notebook source
print("one")

# COMMAND ----------

print("two")
