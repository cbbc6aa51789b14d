# Databricks notebook source
raise ValueError("no sales today")
