# Databricks notebook source
print("lib")
