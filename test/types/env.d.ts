/// <reference types="holdfast/virtual" />
