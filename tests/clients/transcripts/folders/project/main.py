# Databricks notebook source
print("main")
