-- Databricks notebook source
SELECT 2
